using Academy.Runtime;
using Academy.Runtime.Clustering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Runtime;

namespace Academy.Calls;

/// <summary>A client and a silo with a connection over loopback, both in this process: what is measured is what both
/// cost.</summary>
internal sealed class RemotePair : IAsyncDisposable
{
    private readonly ServiceProvider _silo;
    private readonly ServiceProvider _client;

    private RemotePair(ServiceProvider silo, ServiceProvider client) => (_silo, _client) = (silo, client);

    /// <summary>The client's way to the grains, all of which are in the silo.</summary>
    public IGrainFactory Grains => _client.GetRequiredService<IGrainFactory>();

    public static async Task<RemotePair> StartAsync()
    {
        var (there, here) = (new FixedMembership(), new FixedMembership());
        var silo = Services(there, MemberRole.Silo);
        await StartAsync(silo);
        var port = silo.GetRequiredService<IClusterListener>().EndPoint!.Port;
        there.Self = new SiloAddress("silo", 1, "127.0.0.1", port);
        here.Self = new SiloAddress("client", 1, "127.0.0.1", 0);
        var client = Services(here, MemberRole.Client);
        await StartAsync(client);
        var view = new ClusterView(1,
        [
            new Member(there.Self, MemberRole.Silo, MemberStatus.Active, Seen: 1),
            new Member(here.Self, MemberRole.Client, MemberStatus.Active, Seen: 1),
        ]);
        there.Adopt(view);
        here.Adopt(view);
        return new RemotePair(silo, client);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var services in new[] { _client, _silo })
        {
            foreach (var service in services.GetServices<IHostedService>().Reverse())
            {
                await service.StopAsync(CancellationToken.None);
            }

            await services.DisposeAsync();
        }
    }

    private static ServiceProvider Services(FixedMembership membership, MemberRole role) => new ServiceCollection()
        .AddSingleton<IClusterMembership>(membership)
        .AddAcademyRuntime(GrainManifest.Describe, static options => options.CallTimeout = TimeSpan.FromMinutes(5))
        .AddClustering(options => (options.Secret, options.Role) = (new byte[32], role))
        .BuildServiceProvider();

    private static async Task StartAsync(ServiceProvider services)
    {
        foreach (var service in services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }
    }

    /// <summary>Nobody comes or goes.</summary>
    private sealed class FixedMembership : IClusterMembership
    {
        private Action<ClusterView>? _listeners;

        public ClusterView View { get; private set; } = ClusterView.Empty;

        public SiloAddress? Self { get; set; }

        public Task Removed { get; } = new TaskCompletionSource().Task;

        public void Adopt(ClusterView view)
        {
            View = view;
            _listeners?.Invoke(view);
        }

        public IDisposable OnChange(Action<ClusterView> listener)
        {
            _listeners += listener;
            return new CancellationTokenSource();
        }

        public void Suspect(SiloAddress member) { }

        public void Refresh() { }

        public Task<ClusterView> NewerThanAsync(long version, CancellationToken cancellationToken) =>
            Task.FromResult(View);

        public bool MayActivate(GrainId grain) => true;

        public ValueTask<bool> ReadyForAsync(GrainId grain, CancellationToken cancellationToken) => new(true);
    }
}
