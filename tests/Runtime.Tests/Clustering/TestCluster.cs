using Academy.Runtime.Clustering;
using Academy.Runtime.Clustering.Routing;
using Academy.Runtime.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace Academy.Runtime.Tests.Clustering;

/// <summary>Several runtimes in this process that talk over loopback. Who is a member is said by the test.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly List<TestNode> _nodes = [];
    private long _version;

    public Ledger Ledger { get; } = new();

    public IReadOnlyList<TestNode> Nodes => _nodes;

    /// <summary>Silos with these names, joined and connected.</summary>
    public static async Task<TestCluster> StartAsync(params string[] silos)
    {
        var cluster = new TestCluster();
        foreach (var name in silos)
        {
            await cluster.AddAsync(name);
        }

        cluster.Publish();
        return cluster;
    }

    public async Task<TestNode> AddAsync(
        string name, MemberRole role = MemberRole.Silo, Action<ClusteringOptions>? configure = null,
            Action<RuntimeOptions>? limits = null, long generation = 1)
    {
        var node = new TestNode(name, role, generation, Ledger, configure, limits);
        await node.StartAsync();
        _nodes.Add(node);
        return node;
    }

    /// <summary>Makes a view of all nodes, or of these, known to all, or to those.</summary>
    public ClusterView Publish(IEnumerable<TestNode>? members = null, IEnumerable<TestNode>? to = null)
    {
        var version = ++_version;
        var view = new ClusterView(version, (members ?? _nodes).Select(it =>
            new Member(it.Address, it.Role, MemberStatus.Active, version)));
        foreach (var node in to ?? _nodes)
        {
            node.Membership.Adopt(view);
        }

        return view;
    }

    /// <summary>A grain that the node owns, and a reference to it as seen from another one.</summary>
    public ITravellingGrain GrainOf(TestNode owner, TestNode from, int number = 0) =>
        from.Grains.GetGrain<ITravellingGrain>(KeyOf(owner, number));

    /// <summary>The key of a grain that the node owns.</summary>
    public string KeyOf(TestNode owner, int number = 0)
    {
        var view = owner.Membership.View;
        return Enumerable.Range(0, 10_000).Select(static it => $"grain-{it}")
            .Where(it => view.OwnerOf(GrainId.Create("travelling", it)) == owner.Address)
            .ElementAt(number);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }
}

/// <summary>One runtime of a cluster.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(static it => (byte)it)];
    private readonly ServiceProvider _services;

    public TestNode(
        string name, MemberRole role, long generation, Ledger ledger,
            Action<ClusteringOptions>? configure, Action<RuntimeOptions>? limits)
    {
        (Name, Role, Generation) = (name, role, generation);
        var services = new ServiceCollection()
            .AddSingleton(ledger)
            .AddSingleton(new Process(name))
            .AddSingleton(new Scenario())
            .AddScoped<ScopedThing>()
            .AddLogging(it => it.AddProvider(Logged))
            .AddSingleton<IClusterMembership>(Membership)
            .AddAcademyRuntime(GrainManifest.Describe, options =>
            {
                options.RepeatableWith.Add(typeof(CallId));
                limits?.Invoke(options);
            })
            .AddClustering(options =>
            {
                (options.Secret, options.Role) = (Secret, role);
                options.Limits.SilenceLimit = TimeSpan.FromSeconds(60);
                options.Limits.HandshakeTime = TimeSpan.FromSeconds(60);
                configure?.Invoke(options);
            });
        _services = services.BuildServiceProvider();
        Grains = _services.GetRequiredService<IClusterClient>();
    }

    public string Name { get; }

    public MemberRole Role { get; }

    public long Generation { get; }

    public LogKeeper Logged { get; } = new();

    public TestMembership Membership { get; } = new();

    public IClusterClient Grains { get; }

    public GrainRuntime Runtime => (GrainRuntime)Grains;

    public ClusterRouter Router => (ClusterRouter)Runtime.Router;

    public SiloAddress Address => Membership.Self!;

    public async Task StartAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        var port = _services.GetRequiredService<IClusterListener>().EndPoint?.Port ?? 0;
        Membership.Self = new SiloAddress(Name, Generation, "127.0.0.1", port);
    }

    /// <summary>Breaks its connections as a broken network would.</summary>
    public void Cut()
    {
        foreach (var session in Router.Sessions)
        {
            session.Connection.Abort(new IOException("Cut by the test."));
        }
    }

    public async Task StopAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse())
        {
            await service.StopAsync(CancellationToken.None).Within();
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

/// <summary>A membership that knows what the test says.</summary>
internal sealed class TestMembership : IClusterMembership
{
    private Action<ClusterView>? _listeners;
    private ClusterView? _fresh;
    private volatile ClusterView _view = ClusterView.Empty;

    public ClusterView View => _view;

    public SiloAddress? Self { get; set; }

    public Task Removed { get; } = new TaskCompletionSource().Task;

    /// <summary>Whether what it owns may be activated.</summary>
    public bool IsSettled { get; set; } = true;

    public System.Collections.Concurrent.ConcurrentQueue<SiloAddress> Suspected { get; } = new();

    public IDisposable OnChange(Action<ClusterView> listener)
    {
        _listeners += listener;
        return new MemoryStream();
    }

    public void Adopt(ClusterView view)
    {
        _view = view;
        _listeners?.Invoke(view);
    }

    /// <summary>The view that it will find when it looks.</summary>
    public void Prepare(ClusterView view) => _fresh = view;

    public void Settle()
    {
        IsSettled = true;
        _listeners?.Invoke(_view);
    }

    public void Suspect(SiloAddress member) => Suspected.Enqueue(member);

    public void Refresh()
    {
        if (Interlocked.Exchange(ref _fresh, null) is { } fresh)
        {
            _ = Task.Run(() => Adopt(fresh));
        }
    }

    public Task<ClusterView> NewerThanAsync(long version, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public bool MayActivate(GrainId grain) => IsSettled && _view.OwnerOf(grain) == Self;

    public ValueTask<bool> ReadyForAsync(GrainId grain, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
