using Academy.Accounts;
using Academy.Commands;
using Academy.Streams;
using Academy.Users;
using Orleans;

namespace Academy.Api.Realtime;

/// <summary>
/// What a person's stream tells by signals (drafts) nobody sends again. So whoever subscribes to their own stream is signalled all of it
/// once they have their answer: what changed while they were away, and what changed while they were being answered.
/// </summary>
internal sealed partial class LatestSignals(IGrainFactory grains, TimeProvider clock, ILogger<LatestSignals> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);

    /// <summary>Of streams of people a caller sees only their own.</summary>
    public void FollowAnswer(SubscribeAnswer answer, Caller caller)
    {
        if (answer.Subscription is { } subscription && StreamName.TryParse(subscription.Stream, out var name) && name.Kind == "user")
            subscription.OnTold = () => _ = AskAsync(subscription, caller);
    }

    private async Task AskAsync(Subscription subscription, Caller caller)
    {
        for (var pause = FirstPause; !subscription.IsOver; pause = pause < PauseMax ? 2 * pause : PauseMax)
        {
            try
            {
                await grains.GetGrain<IUserGrain>(caller.Key).SignalLatest();
                return;
            }
            catch (Exception e)
            {
                LogAskedAgain(logger, caller.User, e.Message);
            }
            await Task.Delay(pause, clock);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{User} is signalled the latest a little later: {Reason}")]
    private static partial void LogAskedAgain(ILogger logger, UserId user, string reason);
}
