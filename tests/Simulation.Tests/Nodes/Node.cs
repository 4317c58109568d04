using Academy.Accounts;
using Academy.Commands;
using Academy.Gamification;
using Academy.Grains;
using Academy.Grains.Accounts;
using Academy.Grains.Gamification;
using Academy.Identifiers;
using Academy.Journal;
using Academy.Journal.Leasing;
using Academy.Journal.Outbox;
using Academy.Journal.Vault;
using Academy.Runtime;
using Academy.Runtime.Clustering;
using Academy.Runtime.Clustering.Routing;
using Academy.Silo;
using Academy.Silo.Membership;
using Academy.Silo.Runtimes;
using Academy.Silo.Streaming;
using Academy.Simulation.Tests.Database;
using Academy.Simulation.Tests.Silos;
using Academy.Simulation.Tests.Worlds;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans;
using Orleans.Streams;
using System.Diagnostics.Metrics;

namespace Academy.Simulation.Tests.Nodes;

/// <summary>
/// A process: the runtime, the grains, the journal's writer and the streams as a silo composes them, on a machine of the
/// world. What is not real: the database, and the names of people.
/// </summary>
internal sealed class Node
{
    private readonly Machine machine;
    private readonly ServiceProvider services;
    private readonly TaskCompletionSource gone = new();
    private readonly string silo;
    private readonly TimeSpan stopping;

    private Node(string silo, Machine machine, ServiceProvider services, TimeSpan stopping) =>
        (this.silo, this.machine, this.services, this.stopping) = (silo, machine, services, stopping);

    public string Name => machine.Name;

    /// <summary>The silo that it stands for.</summary>
    public string Silo => silo;

    public Machine Machine => machine;

    public IGrainFactory Grains => services.GetRequiredService<IGrainFactory>();

    public IStreamProvider Streams => services.GetRequiredKeyedService<IStreamProvider>(JournalStream.Provider);

    /// <summary>Its place in a cluster; null before it has joined, and where there is none.</summary>
    public SiloAddress? Address => services.GetService<ClusterMembership>()?.Self;

    public ClusterRouter Router => (ClusterRouter)services.GetRequiredService<GrainRuntime>().Router;

    public PostgresJournal Journal => services.GetRequiredService<PostgresJournal>();

    /// <summary>It died.</summary>
    public Task Gone => gone.Task;

    public bool IsGone => gone.Task.IsCompleted;

    /// <summary>Starts a process; it stands for the silo when this returns, and what stood for it before is fenced out.</summary>
    public static async Task<Node> StartAsync(
        Machine machine, ModelDatabase database, IReadOnlyDictionary<UserId, string> people, Chance chance,
        Func<Fence, bool> isGone, Action<JournalOptions> configure, string silo = "silo", InMemoryMembershipTable? members = null)
    {
        var parts = Compose(machine, database, chance, configure);
        if (members is not null)
            Join(parts, new ModelMembership(members, database, machine, isGone));
        var node = new Node(silo, machine, parts.BuildServiceProvider(), stopping: chance.Milliseconds(10, 2_000));
        try
        {
            await machine.Run(() => node.StartAsync(database, people, isGone));
            return node;
        }
        catch
        {
            node.Die();
            throw;
        }
    }

    /// <summary>kill -9.</summary>
    public void Die()
    {
        if (IsGone)
            return;
        machine.Die();
        gone.SetResult();
        // Meters live in a list of the process until they are disposed of.
        services.GetRequiredService<JournalMetrics>().Dispose();
        (services.GetRequiredService<IMeterFactory>() as IDisposable)?.Dispose();
    }

    /// <summary>Whether it takes the other for a member.</summary>
    public bool Knows(Node other) =>
        other.Address is { } address && services.GetRequiredService<ClusterMembership>().View.Find(address) is not null;

    /// <summary>Whether it knows of this version that it is settled.</summary>
    public bool Sees(ClusterView view) =>
        services.GetRequiredService<ClusterMembership>().View is { IsSettled: true } seen && seen.Version == view.Version;

    /// <summary>SIGTERM: hands over what it has, then goes.</summary>
    public Task LeaveAsync(ModelDatabase database) => machine.Run(async () =>
    {
        var membership = services.GetRequiredService<ClusterMembership>();
        await membership.LeaveAsync(CancellationToken.None);
        services.GetRequiredService<Lease>().End(fenced: false);
        await ModelLink.AskAsync(database, machine, Loss.None, async () =>
        {
            await database.RemoveFenceAsync(Journal.Own!);
            database.EndLease(Journal.Own!);
            return true;
        });
        await membership.RemoveAsync(CancellationToken.None);
        Die();
    });

    private async Task StartAsync(
        ModelDatabase database, IReadOnlyDictionary<UserId, string> people, Func<Fence, bool> isGone)
    {
        foreach (var (user, name) in people)
            services.GetRequiredService<Names>().Remember(user, name);
        var fence = await ModelLink.AskAsync(
            database, machine, database.Faults.LossOfNext(), () => database.RegisterFenceAsync(silo, isGone));
        await Journal.StartAsync(fence, CancellationToken.None);
        await services.GetRequiredService<Heartbeat>().StartAsync(Journal.State, CancellationToken.None);
        if (services.GetService<ClusterMembership>() is { } membership)
        {
            await membership.JoinAsync(
                new(silo, fence.Generation, "model", fence.Generation > 0 ? 1 : 0), MemberRole.Silo, services.GetRequiredService<GrainRuntime>(),
                CancellationToken.None);
            membership.OnChange(_ => Router.OnChange());
            await services.GetRequiredService<GoneSilos>().StartAsync(CancellationToken.None);
            _ = DieWhenRemovedAsync(membership);
        }
        _ = DieWhenFencedAsync();
        _ = services.GetServices<IHostedService>().OfType<WatchRenewal>().Single().RunAsync(CancellationToken.None);
    }

    private async Task DieWhenFencedAsync()
    {
        await Journal.Lost;
        services.GetRequiredService<Lease>().End(fenced: true);
        await Task.Delay(stopping, machine.Clock);
        Die();
    }

    private async Task DieWhenRemovedAsync(ClusterMembership membership)
    {
        await membership.Removed;
        await Task.Delay(stopping, machine.Clock);
        Die();
    }

    private static void Join(ServiceCollection parts, IMembershipTable table)
    {
        parts.AddSingleton(table);
        parts.AddSingleton(provider => new ClusterMembership(
            table, new MembershipOptions { Look = TimeSpan.FromSeconds(0.4) }, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ClusterMembership>>(), provider.GetRequiredService<TaskScheduler>()));
        parts.AddSingleton<IClusterMembership>(provider => provider.GetRequiredService<ClusterMembership>());
        parts.AddSingleton(new ClusteringOptions());
        parts.AddSingleton<GoneSilos>();
    }

    private static ServiceCollection Compose(Machine machine, ModelDatabase database, Chance chance, Action<JournalOptions> configure)
    {
        var options = new JournalOptions { ConnectionString = "model", MasterKey = new byte[32] };
        configure(options);
        var parts = new ServiceCollection();
        parts.AddLogging();
        parts.AddMetrics();
        parts.AddSingleton<TimeProvider>(machine.Clock);
        parts.AddSingleton<TaskScheduler>(machine);
        parts.AddSingleton<IdSource>(new SimulatedIds(machine.Clock, chance));
        parts.AddSingleton(NpgsqlDataSource.Create("Host=nowhere"));
        parts.AddGrainServices(options.MasterKey);
        parts.AddSingleton<IdSource>(new SimulatedIds(machine.Clock, chance));
        parts.AddSingleton<ILeaderboardTotals>(new ModelLeaderboardTotals(database, machine));
        parts.AddSingleton(Options.Create(options));
        parts.AddSingleton<IPersonVault, NoWords>();
        parts.AddSingleton<JournalMetrics>();
        parts.AddSingleton<OutboxSignal>();
        parts.AddSingleton(new LeaseTime(machine.Clock));
        parts.AddSingleton<Lease>();
        parts.AddSingleton<ILease>(provider => provider.GetRequiredService<Lease>());
        parts.AddSingleton<IAnswerGuard, LeaseGuard>();
        parts.AddSingleton<Heartbeat>();
        parts.AddSingleton<IJournalDatabase>(new ModelLink(database, machine));
        parts.AddSingleton<PostgresJournal>();
        parts.AddSingleton<IJournal>(provider => provider.GetRequiredService<PostgresJournal>());
        parts.AddSingleton<IFence>(provider => provider.GetRequiredService<PostgresJournal>());
        parts.AddJournalStreams();
        parts.AddAcademyRuntime(SiloManifest.Describe, runtime =>
        {
            runtime.MailboxLimit = 200;
            runtime.RepeatableWith.Add(typeof(CommandKey));
        });
        return parts;
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
    public async Task FillAsync(Ranking ranking, string organization, string scope, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (scope != LeaderboardScopes.All)
            return; // The sums of periods and courses are not checked here.
        var loss = database.Faults.ReadFails() ? Loss.OfRequest : Loss.None;
        var rows = await ModelLink.AskAsync(database, machine, loss, () => Task.FromResult(database.Tables.UserStats.ToArray()));
        foreach (var (user, (xp, seq)) in rows)
            ranking.Set(new UserId(user), xp, xp, seq);
    }
}

/// <summary>Nobody writes words in these worlds.</summary>
internal sealed class NoWords : IPersonVault
{
    public ValueTask<string> SealAsync(Guid person, string text, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<string?> OpenAsync(string sealedText, CancellationToken cancellationToken) => throw new NotSupportedException();

    public string? Open(string sealedText) => throw new NotSupportedException();

    public Task EraseAsync(Guid person, CancellationToken cancellationToken, Guid? doing = null) => throw new NotSupportedException();
}
