using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Academy.Runtime.Clustering;
using Academy.Runtime.Clustering.Routing;
using Academy.Runtime.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace Academy.Runtime.Tests.Clustering;

/// <summary>Silos that come, go and die under load, with the real membership over a table in memory.</summary>
public sealed class MovingGrainsTests : IAsyncLifetime
{
    private readonly InMemoryMembershipTable _table = new(TimeProvider.System);
    private readonly Ledger _ledger = new();
    private readonly Dictionary<string, IHost> _hosts = [];
    private int _calls;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts.Values)
        {
            await host.StopAsync().Within();
            host.Dispose();
        }
    }

    [Fact]
    public async Task While_silos_join_and_leave_in_order_no_call_fails_and_no_grain_is_twice()
    {
        await StartAsync("a");
        await StartAsync("b");
        var client = await StartAsync("client", MemberRole.Client);
        await using var load = new Load(this, client);
        await load.SucceedAsync(200);
        await StartAsync("c");
        await load.SucceedAsync(200);
        await StopAsync("a");
        await load.SucceedAsync(200);
        await StartAsync("a", generation: 2);
        await StopAsync("b");
        await load.SucceedAsync(200);
        await load.StopAsync();
        Assert.Empty(load.Failures);
        Assert.Empty(_ledger.Doubles);
        Assert.All(Enumerable.Range(1, _calls), call => Assert.Equal(1, _ledger.CountOf(call)));
    }

    [Fact]
    public async Task When_a_silo_dies_its_grains_go_on_elsewhere_and_only_what_was_under_way_is_unknown()
    {
        await StartAsync("a");
        await StartAsync("b");
        await StartAsync("c");
        var client = await StartAsync("client", MemberRole.Client);
        await using var load = new Load(this, client);
        await load.SucceedAsync(200);
        await KillAsync("b");
        await load.SucceedAsync(400);
        await load.StopAsync();
        Assert.All(load.Failures, static it => Assert.IsType<OutcomeUnknownException>(it));
        Assert.InRange(load.Failures.Count, 0, Load.Callers);
        Assert.Empty(_ledger.Doubles);
        Assert.All(Enumerable.Range(1, _calls), call => Assert.InRange(_ledger.CountOf(call), 0, 1));
    }

    [Fact]
    public async Task What_waits_for_a_grain_that_moves_is_served_where_it_moves_to()
    {
        var first = await StartAsync("a");
        var grain = first.GetGrain<ITravellingGrain>("grain-1");
        for (var name = 0; ; name++)
        {
            var held = grain.Hold(++_calls, $"gate-{name}");
            await _ledger.Begun($"gate-{name}").Opened.Within();
            var waiting = Enumerable.Range(0, 50).Select(_ => grain.Where()).ToArray();
            var joining = StartAsync($"s{name}");
            // The turn that runs keeps the grain here until it ends; what waits goes with the grain.
            await UntilAsync(() => View("a").Members.Count == name + 2);
            _ledger.Opening($"gate-{name}").Open();
            await joining;
            Assert.Equal(1, await held.Within());
            var places = await Task.WhenAll(waiting).Within();
            var owner = View("a").OwnerOf(GrainId.Create("travelling", "grain-1"))!.Name;
            Assert.Equal(owner, await grain.Where().Within());
            Assert.All(places, it => Assert.True(it == owner || it == "a", $"In {it}, and {owner} is the owner."));
            if (owner != "a")
            {
                break;
            }
        }

        Assert.Empty(_ledger.Doubles);
    }

    private async Task<IClusterClient> StartAsync(string name, MemberRole role = MemberRole.Silo, long generation = 1)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services
            .AddSingleton(_ledger)
            .AddSingleton(new Process(name))
            .AddSingleton(new Scenario())
            .AddScoped<ScopedThing>()
            .AddSingleton<IMembershipTable>(_table)
            .AddSingleton<IMemberIdentity>(provider =>
                new Identity(name, generation, role, provider.GetRequiredService<IClusterListener>()))
            .AddAcademyRuntime(GrainManifest.Describe, static it => it.RepeatableWith.Add(typeof(CallId)))
            .AddClustering(options =>
            {
                (options.Secret, options.Role) = (new byte[32], role);
                options.Limits.SilenceLimit = TimeSpan.FromSeconds(60);
                options.Limits.HandshakeTime = TimeSpan.FromSeconds(60);
            })
            .AddClusterMembership(static it => it.Look = TimeSpan.FromMilliseconds(100));
        var host = builder.Build();
        await host.StartAsync().Within();
        _hosts.Add(name, host);
        return host.Services.GetRequiredService<IClusterClient>();
    }

    private async Task StopAsync(string name)
    {
        _hosts.Remove(name, out var host);
        await host!.StopAsync().Within();
        host.Dispose();
    }

    /// <summary>Its connections break, its lease ends, and it says nothing more.</summary>
    private async Task KillAsync(string name)
    {
        _hosts.Remove(name, out var host);
        var address = View(name, host).Members.Single(it => it.Address.Name == name).Address;
        _ledger.NoteDeath(name);
        _table.Kill(address);
        await host!.Services.GetRequiredService<ClusterNode>().DisposeAsync();
        host.Dispose();
    }

    private ClusterView View(string name, IHost? host = null) =>
        (host ?? _hosts[name]).Services.GetRequiredService<IClusterMembership>().View;

    private static async Task UntilAsync(
        Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        for (var attempts = 0; !condition(); attempts++)
        {
            Assert.True(attempts < 3_000, $"Waited in vain for: {what}");
            await Task.Delay(10);
        }
    }

    private sealed class Identity(string name, long generation, MemberRole role, IClusterListener listener) : IMemberIdentity
    {
        public MemberRole Role => role;

        public Task<SiloAddress> TakeAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new SiloAddress(name, generation, "127.0.0.1", listener.EndPoint?.Port ?? 0));
    }

    /// <summary>Callers that never rest.</summary>
    private sealed class Load : IAsyncDisposable
    {
        public const int Callers = 16;

        private readonly CancellationTokenSource _over = new();
        private readonly Task _all;
        private int _successes;

        public Load(MovingGrainsTests test, IClusterClient client) =>
            _all = Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
            {
                while (!_over.IsCancellationRequested)
                {
                    var call = Interlocked.Increment(ref test._calls);
                    try
                    {
                        Assert.Equal(1, await client.GetGrain<ITravellingGrain>($"grain-{call % 60}").Do(call));
                        Interlocked.Increment(ref _successes);
                    }
                    catch (Exception exception)
                    {
                        Failures.Enqueue(exception);
                    }
                }
            })));

        public ConcurrentQueue<Exception> Failures { get; } = new();

        /// <summary>Waits for so many more successes.</summary>
        public Task SucceedAsync(int more)
        {
            var goal = Volatile.Read(ref _successes) + more;
            return UntilAsync(() => Volatile.Read(ref _successes) >= goal);
        }

        public async Task StopAsync()
        {
            await _over.CancelAsync();
            await _all.Within();
        }

        public ValueTask DisposeAsync() => new(StopAsync());
    }
}
