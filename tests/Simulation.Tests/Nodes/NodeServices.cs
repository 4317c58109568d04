using Academy.Accounts;
using Academy.Grains;
using Academy.Grains.Chat.Personal;
using Academy.Grains.Gamification;
using Academy.Identifiers;
using Academy.Journal;
using Academy.Journal.Leasing;
using Academy.Journal.Outbox;
using Academy.Silo.Clustering;
using Academy.Silo.PlantedFaults;
using Academy.Simulation.Tests.Database;
using Academy.Simulation.Tests.Silos;
using Academy.Simulation.Tests.Worlds;
using Academy.Streams.Receiving;
using Academy.Vault;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans;
using Orleans.Runtime;

#if DEBUG
#endif

namespace Academy.Simulation.Tests.Nodes;

/// <summary>What the processes of one world have in common.</summary>
internal sealed record NodeWorld(
    World World,
    ModelDatabase Database,
    ModelNetwork Network,
    ModelDirectory Directory,
    ModelMembers Members,
    IReadOnlyDictionary<UserId, string> People,
    Action<JournalOptions> Configure,
    Func<Fence, bool> IsGone,
    Func<IEnumerable<Node>> Nodes,
    Action<Exception> Unexpected,
    Fault Fault
)
{
    public Chance Chance => World.Chance;
}

/// <summary>The services of a process, as a silo composes them.</summary>
internal static class NodeServices
{
    public static ServiceCollection Compose(Node node, NodeWorld world)
    {
        var (machine, database) = (node.Machine, world.Database);
        var parts = new ServiceCollection();
        parts.AddLogging();
        parts.AddMetrics();
        parts.AddSingleton<TimeProvider>(machine.Clock);
        parts.AddSingleton<TaskScheduler>(machine);
        parts.AddSingleton<IGrainFactory>(node.Grains);
        parts.AddSingleton(NpgsqlDataSource.Create("Host=nowhere"));
        parts.AddGrainServices(new byte[32]);
        // Seconds are what the learners of a world are told apart by.
        parts.AddSingleton<IConfiguration>(
            new ConfigurationBuilder().AddInMemoryCollection([new("Learning:TimeSpentAhead", "10000.00:00:00")]).Build()
        );
        parts.AddSingleton<IdSource>(new SimulatedIds(machine.Clock, world.Chance));
        parts.AddSingleton<ILeaderboardTotals>(new ModelLeaderboardTotals(database, machine));
        parts
            .AddOptions<JournalOptions>()
            .Configure(journal =>
            {
                journal.ConnectionString = "model";
                world.Configure(journal);
                if (node.Silo is not null)
                    journal.Silo = node.Silo.SiloAddress.ToParsableString();
            });
        parts.AddSingleton<IPersonVault, NoWords>();
        parts.AddSingleton<IDraftIndex, NoDrafts>();
        parts.AddSingleton<JournalMetrics>();
        parts.AddSingleton<OutboxSignal>();
        parts.AddSingleton(new LeaseTime(machine.Clock));
        parts.AddSingleton<Lease>();
        parts.AddSingleton<ILease>(provider => provider.GetRequiredService<Lease>());
        parts.AddSingleton<IIncomingGrainCallFilter, LeaseFilter>();
        parts.AddSingleton<Heartbeat>();
        parts.AddSingleton<IJournalDatabase>(new ModelLink(database, machine));
        parts.AddSingleton<PostgresJournal>();
        parts.AddSingleton<IJournal>(provider => provider.GetRequiredService<PostgresJournal>());
        parts.AddSingleton<IFence>(provider => provider.GetRequiredService<PostgresJournal>());
        parts.AddJournalStreams();
        if (node.Silo is not null)
            AddMember(parts, node, world);
#if DEBUG // Release builds have no planted faults.
        FaultPlanting.AddTo(parts, world.Fault);
#endif
        return parts;
    }

    private static void AddMember(ServiceCollection parts, Node node, NodeWorld world)
    {
        var (machine, database, silo) = (node.Machine, world.Database, node.Silo!);
        var membership = new ModelMembership(world.Members, world.Network, database, machine, silo);
        var fences = new ModelFences(database, machine, world.IsGone, world.Members);
        parts.AddSingleton<ILocalSiloDetails>(silo);
        parts.AddSingleton(membership);
        parts.AddSingleton<IClusterMembershipService>(membership);
        parts.AddSingleton<IStandingFences>(fences);
        parts.AddSingleton<IFences>(fences);
        parts.AddSingleton<ILeases>(fences);
        parts.AddSingleton<FenceKeeper>();
        parts.AddSingleton<IFencing>(provider => provider.GetRequiredService<FenceKeeper>());
        parts.AddSingleton<LeaseJudge>();
        parts.AddSingleton<LeaseWatch>();
    }
}

/// <summary>Ids from the seed.</summary>
internal sealed class SimulatedIds(TimeProvider clock, Chance chance) : IdSource(clock)
{
    public override Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, chance.Next());
        BitConverter.TryWriteBytes(bytes[8..], chance.Next());
        return new Guid(bytes);
    }
}

internal sealed class ModelLeaderboardTotals(ModelDatabase database, Machine machine) : ILeaderboardTotals
{
    public async Task FillAsync(
        Ranking ranking,
        string organization,
        string scope,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (scope != LeaderboardScopes.All)
            return; // The sums of periods and courses are not checked here.
        var loss = database.Faults.ReadFails() ? Loss.OfRequest : Loss.None;
        var rows = await ModelLink.AskAsync(database, machine, loss, () =>
            Task.FromResult(database.Tables.UserStats.ToArray())
        );
        foreach (var (user, (xp, seq)) in rows)
            ranking.Set(new UserId(user), xp, xp, seq);
    }
}

internal sealed class NoDrafts : IDraftIndex
{
    public Task<bool> HasDrafts(UserId user) => Task.FromResult(false);
}

/// <summary>Nobody writes words in these worlds.</summary>
internal sealed class NoWords : IPersonVault
{
    public ValueTask<string> SealAsync(Guid person, string text, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<string?> OpenAsync(string sealedText, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public string? Open(string sealedText) => throw new NotSupportedException();

    public Task EraseAsync(Guid person, CancellationToken cancellationToken, Guid? doing = null) =>
        throw new NotSupportedException();
}
