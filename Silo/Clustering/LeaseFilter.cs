using Academy.Journal;
using Orleans;

namespace Academy.Silo.Clustering;

/// <summary>Grains answer only while this process holds its lease. Looked at after the work, right before the answer leaves.</summary>
internal sealed class LeaseFilter(ILease lease) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        if (!lease.Holds && context.Grain is Grain)
            throw lease.Refusal();
    }
}
