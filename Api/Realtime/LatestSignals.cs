using Academy.Streams;

namespace Academy.Api.Realtime;

/// <summary>
/// What a stream tells by signals only (<see cref="StreamKind.IsSignalled"/>) nobody sends again. So its owner is asked
/// to signal how all of it is once a subscription is answered: that is what changed while the client was away, and
/// while it was being answered.
/// </summary>
internal sealed partial class LatestSignals(StreamOwners owners, TimeProvider clock, ILogger<LatestSignals> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);

    /// <summary>The answer is about to be written.</summary>
    public void Follow(SubscribeAnswer answer)
    {
        if (answer.Subscription is { Kind.IsSignalled: true } subscription)
            subscription.OnTold = () => _ = AskAsync(subscription);
    }

    private async Task AskAsync(Subscription subscription)
    {
        for (var pause = FirstPause; !subscription.IsOver; pause = pause < PauseMax ? 2 * pause : PauseMax)
        {
            try
            {
                await owners.Signalled(subscription.Socket.Caller.Organization, subscription.Name).SignalLatest();
                return;
            }
            catch (Exception e)
            {
                LogAskedAgain(logger, subscription.Stream, e.Message);
            }
            await Task.Delay(pause, clock);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Stream} is asked a little later for what it tells by signals: {Reason}"
    )]
    private static partial void LogAskedAgain(ILogger logger, string stream, string reason);
}
