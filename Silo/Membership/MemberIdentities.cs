using Academy.Journal;
using Academy.Runtime.Clustering;
using Microsoft.Extensions.Options;

namespace Academy.Silo.Membership;

/// <summary>A silo is who its fence says: the generation of the one is that of the other.</summary>
internal sealed class SiloIdentity(ClusterSettings settings, IFence fence, IClusterListener listener) : IMemberIdentity
{
    public MemberRole Role => MemberRole.Silo;

    public Task<SiloAddress> TakeAsync(CancellationToken cancellationToken) => Task.FromResult(new SiloAddress(
        fence.Own.Silo, fence.Own.Generation, settings.Host, settings.Port > 0 ? settings.Port : listener.EndPoint!.Port));
}

/// <summary>A client writes nothing: it has a generation of its own and no fence.</summary>
internal sealed class ClientIdentity(ClusterSettings settings, ILeases leases, IOptions<JournalOptions> journal) : IMemberIdentity
{
    public MemberRole Role => MemberRole.Client;

    public async Task<SiloAddress> TakeAsync(CancellationToken cancellationToken)
    {
        var own = await leases.NewGenerationAsync(journal.Value.Silo, cancellationToken);
        return new(own.Silo, own.Generation, settings.Host, Port: 0);
    }
}
