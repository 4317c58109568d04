using Academy.Journal;
using Academy.Runtime.Clustering;
using Academy.Simulation.Tests.Database;
using Academy.Simulation.Tests.Worlds;

namespace Academy.Simulation.Tests.Silos;

/// <summary>
/// A silo's way to the table of members: takes time, and loses requests and answers, as all that goes to the database. Who is
/// dead is known by his lease alone, or because his process is gone.
/// </summary>
internal sealed class ModelMembership(
    InMemoryMembershipTable table, ModelDatabase database, Machine machine, Func<Fence, bool> isGone) : IMembershipTable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public Task<ClusterView> JoinAsync(SiloAddress self, MemberRole role, CancellationToken cancellationToken) =>
        AskAsync(async () => Seen(await table.JoinAsync(self, role, cancellationToken)));

    public Task<ClusterView> ReadAsync(CancellationToken cancellationToken) =>
        AskAsync(async () => Seen(await table.ReadAsync(cancellationToken)));

    public Task AcknowledgeAsync(SiloAddress self, long version, CancellationToken cancellationToken) =>
        AskAsync(() => table.AcknowledgeAsync(self, version, cancellationToken));

    public Task LeaveAsync(SiloAddress self, CancellationToken cancellationToken) => AskAsync(() => table.LeaveAsync(self, cancellationToken));

    public Task RemoveAsync(SiloAddress self, CancellationToken cancellationToken) => AskAsync(() => table.RemoveAsync(self, cancellationToken));

    public Task<IReadOnlyList<SiloAddress>> FindDeadAsync(CancellationToken cancellationToken) => AskAsync(async () =>
        (IReadOnlyList<SiloAddress>)[.. (await table.ReadAsync(cancellationToken)).Members.Select(member => member.Address).Where(IsDead)]);

    public Task<bool> TakeOverAsync(SiloAddress member, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        if (!IsDead(member))
            return false;
        var fence = FenceOf(member);
        if (!PlantedFault.Is(Fault.FenceLeftStanding))
        {
            await database.RemoveFenceAsync(fence);
            await database.WaitOutAsync(fence, isGone);
        }
        table.Kill(member);
        return await table.TakeOverAsync(member, cancellationToken);
    });

    public Task BeatAsync(SiloAddress client, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>News takes some milliseconds, or gets lost: then a while passes.</summary>
    public async Task WaitForChangeAsync(ClusterView known, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var isDeaf = database.Faults.LossOfNext() != Loss.None;
        for (var waited = TimeSpan.Zero; waited < atMost; waited += Pause)
        {
            await Task.Delay(Pause, machine.Clock, cancellationToken);
            if (!isDeaf && !known.IsSameAs(await table.ReadAsync(cancellationToken)))
                return;
        }
    }

    private static ClusterView Seen(ClusterView view) => PlantedFault.Is(Fault.SettledAtOnce)
        ? new(view.Version, view.Members.Select(member => member with { Seen = view.Version })) : view;

    private bool IsDead(SiloAddress member) => database.HasLeaseEnded(FenceOf(member)) || isGone(FenceOf(member));

    private Task<bool> AskAsync(Func<Task> question) => AskAsync(async () =>
    {
        await question();
        return true;
    });

    private Task<T> AskAsync<T>(Func<Task<T>> question) => ModelLink.AskAsync(database, machine, database.Faults.LossOfNext(), () =>
    {
        database.RequireUp();
        return question();
    });

    private static Fence FenceOf(SiloAddress address) => new(address.Name, address.Generation);
}
