using Academy.Journal;
using Academy.Silo.Calls;
using Academy.Streams;
using Orleans;
using Orleans.Runtime;

namespace Academy.Silo.Clustering;

/// <summary>
/// Grains answer only while this process holds its lease. Looked at after the work, right before the answer leaves.
/// </summary>
internal sealed class LeaseFilter(ILease lease) : IIncomingGrainCallFilter
{
    /// <summary>Most calls of boards and watches are done at once, and nothing is to be awaited.</summary>
    public Task Invoke(IIncomingGrainCallContext context)
    {
        var call = context.Invoke();
        return call.IsCompletedSuccessfully && lease.Holds ? call : JudgeAsync(call, context);
    }

    private async Task JudgeAsync(Task call, IIncomingGrainCallContext context)
    {
        try
        {
            await call;
        }
        catch (Exception inner) when (CallFaults.IsRejected(inner) && !IsItsOwn(inner, context))
        {
            // A call that this one made was turned away. This one began: whoever sent it must not take it for the one
            // turned away.
            throw new SiloUnavailableException(
                $"A grain that is needed for this was not to be had: {inner.Message}",
                inner
            );
        }
        if (!lease.Holds && context.Grain is Grain)
            throw lease.Refusal();
    }

    /// <summary>Said by the grain itself, before it did anything.</summary>
    private static bool IsItsOwn(Exception fault, IIncomingGrainCallContext context) =>
        fault is StreamMovedException moved && moved.Grain == context.TargetId;
}
