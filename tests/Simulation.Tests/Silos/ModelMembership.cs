using Academy.Journal;
using Academy.Simulation.Tests.Database;
using Academy.Simulation.Tests.Nodes;
using Academy.Simulation.Tests.Worlds;
using Npgsql;
using Orleans.Runtime;

namespace Academy.Simulation.Tests.Silos;

/// <summary>
/// What a silo knows of the members: news takes some time or gets lost, then the next look at the table brings it. Whom
/// it has declared dead is written when the table can be reached, however late that is.
/// </summary>
internal sealed class ModelMembership(
    ModelMembers members,
    ModelNetwork network,
    ModelDatabase database,
    Machine machine,
    ModelSilo self
) : IClusterMembershipService
{
    private static readonly TimeSpan Refreshes = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Probes = TimeSpan.FromSeconds(1);
    private const int MissedMax = 2;

    private readonly Dictionary<SiloAddress, int> missed = [];
    private Action? gone;
    private readonly TaskCompletionSource died = new();

    public ClusterMembershipSnapshot CurrentSnapshot { get; private set; } = members.Snapshot;

    /// <summary>The others have declared this one dead, and it has seen it.</summary>
    public Task Died => died.Task;

    public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

    /// <summary>Calls this for each silo that is seen to be dead for the first time.</summary>
    public void OnGone(Action gone) => this.gone += gone;

    public bool IsActive(SiloAddress silo) =>
        CurrentSnapshot.Members.TryGetValue(silo, out var member) && member.Status == SiloStatus.Active;

    public bool IsDead(SiloAddress silo) =>
        CurrentSnapshot.Members.TryGetValue(silo, out var member) && member.Status == SiloStatus.Dead;

    public async Task WriteAsync(SiloStatus status)
    {
        await AskAsync(() => members.Write(self.SiloAddress, status));
        See();
    }

    public async ValueTask Refresh(
        MembershipVersion minimumVersion = default,
        CancellationToken cancellationToken = default
    )
    {
        await AskAsync(() => { });
        See();
    }

    public Task<bool> TryKill(SiloAddress siloAddress)
    {
        _ = UntilWrittenAsync(() => members.Kill(self.SiloAddress, siloAddress));
        return Task.FromResult(true);
    }

    /// <summary>Looks at the table, and probes the others, for as long as the process lives.</summary>
    public void Begin()
    {
        _ = LookAsync();
        _ = ProbeAsync();
    }

    private async Task LookAsync()
    {
        while (true)
        {
            var isDeaf = database.Faults.LossOfNext() != Loss.None;
            await (
                isDeaf
                    ? Task.Delay(Refreshes, machine.Clock)
                    : Task.WhenAny(members.Changed, Task.Delay(Refreshes, machine.Clock))
            );
            await Task.Delay(database.Faults.NewsTime(), machine.Clock);
            try
            {
                await Refresh();
            }
            catch (NpgsqlException)
            {
                await Task.Delay(Retry, machine.Clock); // And again.
            }
        }
    }

    private async Task ProbeAsync()
    {
        while (true)
        {
            await Task.Delay(Probes, machine.Clock);
            foreach (
                var silo in CurrentSnapshot
                    .Members.Keys.Where(silo => IsActive(silo) && !silo.Equals(self.SiloAddress))
                    .Order()
                    .ToArray()
            )
            {
                var count = missed[silo] = network.Hears(self.SiloAddress, silo)
                    ? 0
                    : missed.GetValueOrDefault(silo) + 1;
                if (count > MissedMax)
                    _ = UntilWrittenAsync(() => members.Suspect(self.SiloAddress, silo));
            }
        }
    }

    private async Task UntilWrittenAsync(Action write)
    {
        while (true)
        {
            try
            {
                await AskAsync(write);
                See();
                return;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(Retry, machine.Clock);
            }
        }
    }

    private void See()
    {
        var before = CurrentSnapshot;
        CurrentSnapshot = members.Snapshot;
        foreach (var (silo, member) in CurrentSnapshot.Members.OrderBy(it => it.Key))
        {
            if (
                member.Status == SiloStatus.Dead
                && !(before.Members.TryGetValue(silo, out var known) && known.Status == SiloStatus.Dead)
            )
                gone?.Invoke();
        }
        if (members.StatusOf(self.SiloAddress) is SiloStatus.Dead)
            died.TrySetResult();
    }

    private Task<bool> AskAsync(Action write) =>
        ModelLink.AskAsync(database, machine, database.Faults.LossOfNext(), () =>
        {
            database.RequireUp();
            write();
            return Task.FromResult(true);
        });
}

/// <summary>Where the fences and leases of all are, beside what the table of members says.</summary>
internal sealed class ModelFences(
    ModelDatabase database,
    Machine machine,
    Func<Fence, bool> isGone,
    ModelMembers members
) : Silo.Clustering.IStandingFences, IFences, ILeases
{
    public Task<IReadOnlyList<Silo.Clustering.StandingFence>> ReadAsync(CancellationToken cancellationToken) =>
        AskAsync(() =>
            Task.FromResult<IReadOnlyList<Silo.Clustering.StandingFence>>([
                .. database.Fences.Select(fence => new Silo.Clustering.StandingFence(
                    fence,
                    StandingOf(members.StatusOf(SiloAddress.FromParsableString(fence.Silo))),
                    database.HasLeaseEnded(fence)
                )),
            ])
        );

    public Task RemoveAsync(Fence fence, CancellationToken cancellationToken) =>
        AskAsync(async () =>
        {
            await database.RemoveFenceAsync(fence);
            await database.WaitOutAsync(fence, isGone);
            return true;
        });

    public Task<IReadOnlyDictionary<string, LeaseState>> ReadAsync(
        IReadOnlyCollection<string> silos,
        CancellationToken cancellationToken
    ) =>
        AskAsync(() =>
            Task.FromResult<IReadOnlyDictionary<string, LeaseState>>(
                silos.ToDictionary(silo => silo, database.LeaseOf(isGone))
            )
        );

    private async Task<T> AskAsync<T>(Func<Task<T>> question)
    {
        try
        {
            return await ModelLink.AskAsync(database, machine, database.Faults.LossOfNext(), () =>
            {
                database.RequireUp();
                return question();
            });
        }
        catch (NpgsqlException error)
        {
            throw new JournalUnavailableException($"The database cannot be reached: {error.Message}", error);
        }
    }

    private static Silo.Clustering.MemberStanding StandingOf(SiloStatus status) =>
        status switch
        {
            SiloStatus.None => Silo.Clustering.MemberStanding.Unknown,
            SiloStatus.Dead => Silo.Clustering.MemberStanding.Dead,
            SiloStatus.ShuttingDown or SiloStatus.Stopping => Silo.Clustering.MemberStanding.Leaving,
            _ => Silo.Clustering.MemberStanding.Living,
        };
}

/// <summary>A silo's name for the others.</summary>
internal sealed record ModelSilo(string Name, SiloAddress SiloAddress) : ILocalSiloDetails
{
    public string ClusterId => "model";

    public string DnsHostName => "model";

    public SiloAddress GatewayAddress => SiloAddress;
}
