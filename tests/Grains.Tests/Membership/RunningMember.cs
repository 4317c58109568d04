using Academy.Journal;
using Academy.Runtime.Clustering;
using Academy.Silo.Membership;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans.Runtime;

namespace Academy.Grains.Tests.Membership;

/// <summary>A member with a journal, a fence and a lease of its own, as a process would have them, and with no grains.</summary>
internal sealed class RunningMember : IAsyncDisposable, IMemberIdentity, IGrainHandover
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    private readonly ServiceProvider services;
    private readonly string name;
    private readonly List<IHostedService> hosted;
    private bool isGone;

    private RunningMember(string connectionString, string name, MemberRole role, TimeSpan look)
    {
        (this.name, Role) = (name, role);
        var collection = new ServiceCollection();
        collection.AddSingleton<IHostApplicationLifetime, Lifetime>();
        collection.AddJournal(journal =>
        {
            (journal.ConnectionString, journal.Silo, journal.Writes) = (connectionString, name, role == MemberRole.Silo);
            (journal.Lease, journal.Heartbeat, journal.MasterKey) = (Lease, TimeSpan.FromSeconds(0.3), new byte[32]);
        });
        collection.AddSingleton<IMembershipTable>(provider => new PostgresMembership(
            connectionString, provider.GetRequiredService<IFences>(), provider.GetRequiredService<ILeases>(), Lease));
        collection.AddSingleton<IMemberIdentity>(this);
        collection.AddSingleton<IGrainHandover>(this);
        collection.AddClusterMembership(options => (options.Look, options.Retry) = (look, TimeSpan.FromMilliseconds(50)));
        services = collection.BuildServiceProvider();
        hosted = [.. services.GetServices<IHostedService>()];
    }

    public MemberRole Role { get; }

    public IClusterMembership Membership => services.GetRequiredService<IClusterMembership>();

    public IMembershipTable Table => services.GetRequiredService<IMembershipTable>();

    public IJournal Journal => services.GetRequiredService<IJournal>();

    public ILease LeaseHeld => services.GetRequiredService<ILease>();

    public IFence Fence => services.GetRequiredService<IFence>();

    public NpgsqlDataSource Database => services.GetRequiredService<NpgsqlDataSource>();

    public SiloAddress Self => Membership.Self!;

    /// <summary>Until it is done, the member does not give up what has moved.</summary>
    public Task MayGiveUp { get; set; } = Task.CompletedTask;

    public static async Task<RunningMember> StartAsync(
        string connectionString, string name, MemberRole role = MemberRole.Silo, TimeSpan? look = null)
    {
        var member = new RunningMember(connectionString, name, role, look ?? TimeSpan.FromSeconds(0.3));
        foreach (var service in member.hosted)
            await service.StartAsync(CancellationToken.None);
        return member;
    }

    public async Task<SiloAddress> TakeAsync(CancellationToken cancellationToken)
    {
        var fence = Role == MemberRole.Silo
            ? Fence.Own : await services.GetRequiredService<ILeases>().NewGenerationAsync(name, cancellationToken);
        return new(fence.Silo, fence.Generation, "127.0.0.1", Port: 1);
    }

    public Task GiveUpAsync(Func<GrainId, bool> keeps, CancellationToken limit) => MayGiveUp.WaitAsync(limit);

    public async Task<ClusterView> UntilAsync(Func<ClusterView, bool> reached, string what)
    {
        var found = new TaskCompletionSource<ClusterView>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = Membership.OnChange(Look);
        Look(Membership.View);
        try
        {
            return await found.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{name} did not see {what} within 30 s; it sees {Membership.View}.", late);
        }

        void Look(ClusterView view)
        {
            if (reached(view))
                found.TrySetResult(view);
        }
    }

    public Task<ClusterView> SettledAsync(int members) =>
        UntilAsync(view => view.IsSettled && view.Members.Count == members, $"a settled view of {members}");

    /// <summary>Leaves as a process does that is told to stop.</summary>
    public async Task StopAsync()
    {
        isGone = true;
        var lives = hosted.OfType<IHostedLifecycleService>().ToArray();
        foreach (var life in lives)
            await life.StoppingAsync(CancellationToken.None);
        foreach (var service in Enumerable.Reverse(hosted))
            await service.StopAsync(CancellationToken.None);
        foreach (var life in lives)
            await life.StoppedAsync(CancellationToken.None);
        await services.DisposeAsync();
    }

    /// <summary>Ends without a farewell.</summary>
    public async Task KillAsync()
    {
        isGone = true;
        await services.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!isGone)
            await KillAsync();
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication()
        {
        }
    }
}
