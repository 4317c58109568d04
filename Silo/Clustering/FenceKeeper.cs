using Academy.Journal;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Academy.Silo.Clustering;

/// <summary>
/// Takes away the fences of silos that are no living members, so that a silo that was only cut off, or stood still,
/// writes and answers nothing more before another one has loaded what it wrote.
/// </summary>
/// <remarks>
/// A grain's activation asks with a view of the membership that is read after it began: the silo's own view may be
/// older than the view of whoever placed the grain here. All activations that begin while one view is read share the
/// next one.
/// </remarks>
internal sealed partial class FenceKeeper(
    IStandingFences standing,
    IFences fences,
    ILocalSiloDetails self,
    ILogger<FenceKeeper> logger
) : IFencing
{
    private readonly string own = self.SiloAddress.ToParsableString();
    private readonly Lock gate = new();
    private TaskCompletionSource? next;
    private bool isAsking;

    public Task AreFencedAsync()
    {
        TaskCompletionSource waiting;
        bool begins;
        lock (gate)
        {
            waiting = next ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            (begins, isAsking) = (!isAsking, true);
        }
        if (begins)
            _ = AskAsync();
        return waiting.Task;
    }

    private async Task AskAsync()
    {
        while (true)
        {
            TaskCompletionSource current;
            lock (gate)
            {
                if (next is null)
                {
                    isAsking = false;
                    return;
                }
                (current, next) = (next, null);
            }
            try
            {
                // Fences that are in question are removed beside the next question, which need not wait for a lease to
                // end.
                var found = await standing.ReadAsync(CancellationToken.None);
                if (found.Where(IsToGo).Select(it => it.Fence).ToArray() is { Length: > 0 } gone)
                    _ = RemoveAsync(gone, current);
                else
                    current.SetResult();
            }
            catch (Exception error)
            {
                Fail(current, error);
            }
        }
    }

    private async Task RemoveAsync(Fence[] gone, TaskCompletionSource waiting)
    {
        try
        {
            await Task.WhenAll(
                gone.Select(async fence =>
                {
                    await fences.RemoveAsync(fence, CancellationToken.None);
                    LogFenced(logger, fence.Silo);
                })
            );
            waiting.SetResult();
        }
        catch (Exception error)
        {
            Fail(waiting, error);
        }
    }

    /// <summary>Everybody who waits hears of it.</summary>
    private void Fail(TaskCompletionSource waiting, Exception error)
    {
        LogNotFenced(logger, error.Message);
        waiting.SetException(error);
    }

    private bool IsToGo(StandingFence standing) =>
        standing.Fence.Silo != own
        && standing.Standing switch
        {
            MemberStanding.Living => false,
            MemberStanding.Dead => true,
            // It registers its fence before it joins, and stops writing before it takes it away.
            MemberStanding.Leaving => standing.HasLeaseEnded,
            // A process that was no member of any cluster cannot start beside one: it is of before.
            _ => standing.HasLeaseEnded || !SiloAddress.TryParse(standing.Fence.Silo, null, out _),
        };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Silo} is no living member: its fence is removed.")]
    private static partial void LogFenced(ILogger logger, string silo);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The fences of dead silos could not be removed; a grain does not load until they are: {Reason}"
    )]
    private static partial void LogNotFenced(ILogger logger, string reason);
}
