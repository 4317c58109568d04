using Academy.Runtime.Mailboxes;
using Orleans.Runtime;

namespace Academy.Runtime.Calls;

/// <summary>Grains that wait for each other in a ring would wait for ever: the call that closes the ring
/// fails.</summary>
internal sealed class CallCycleException(string message) : OrleansException(message);

/// <summary>The requests that wait for a request: its caller, the caller's caller and so on. It is known for calls made
/// within a grain's turns; a call made from <c>Task.Run</c> or after <c>ConfigureAwait(false)</c> begins a new
/// one.</summary>
internal static class CallChain
{
    /// <summary>The exception for a request that would wait for a request that waits for it; null: there is
    /// none.</summary>
    internal static CallCycleException? FindCycle(GrainRequest request, Mailbox target)
    {
        for (var ancestor = request.WaitingCaller; ancestor is not null; ancestor = ancestor.WaitingCaller)
        {
            if (ReferenceEquals(ancestor.Target, target) && !ancestor.Finished && target.MustWait(request, ancestor))
            {
                return new CallCycleException(
                    $"Call cycle: {Describe(request.Caller!, ancestor)} → {target.Id} ({request.Name}). "
                    + "The last call would wait for the first, which waits for it.");
            }
        }

        return null;
    }

    /// <summary>Whether one of those that wait for the request runs here.</summary>
    internal static bool PassesThrough(Request request, Mailbox mailbox)
    {
        for (var ancestor = request.WaitingCaller; ancestor is not null; ancestor = ancestor.WaitingCaller)
        {
            if (ReferenceEquals(ancestor.Target, mailbox))
            {
                return true;
            }
        }

        return false;
    }

    private static string Describe(Request request, Request first)
    {
        var step = $"{request.Target!.Id} ({request.Name})";
        return ReferenceEquals(request, first) || request.Caller is not { } caller
            ? step : $"{Describe(caller, first)} → {step}";
    }
}
