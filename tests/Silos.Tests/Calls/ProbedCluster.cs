using System.Reflection;
using Academy.Journal;
using Academy.Silo.Calls;
using Academy.Silo.Clustering;
using Academy.Streams;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace Academy.Silos.Tests.Calls;

/// <summary>One silo with the filters of calls and nothing else of ours, whose grains fail as they are told.</summary>
internal sealed class ProbedCluster : IAsyncDisposable
{
    public static readonly TimeSpan Attempt = TimeSpan.FromSeconds(0.6);
    public static readonly TimeSpan Total = TimeSpan.FromSeconds(3);

    private readonly Probes probes = new();
    private readonly RejectingFilter rejecting = new();
    private readonly InProcessTestCluster cluster;
    private int began;

    private ProbedCluster(bool isLate, int burst, bool isCluster)
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.ConfigureSiloHost(
            (_, host) =>
            {
                host.Configuration.AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        // Short only where a time-out is what is played: the machine may be busy.
                        ["Calls:Attempt"] = (isLate ? Attempt : Attempt * 20).ToString(),
                        ["Calls:Total"] = (isLate ? Total : Total * 20).ToString(),
                        ["Calls:Burst"] = burst.ToString(),
                    }
                );
                host.Services.AddMetrics();
                host.Services.AddSingleton(TimeProvider.System);
                host.Services.AddSingleton(probes);
                host.Services.AddSingleton<ILease, HeldLease>();
                host.AddCalls(isCluster);
                host.Services.AddSingleton<IOutgoingGrainCallFilter>(rejecting);
            }
        );
        builder.ConfigureSilo((_, silo) => silo.AddIncomingGrainCallFilter<LeaseFilter>());
        cluster = builder.Build();
    }

    public IGrainFactory Outside => cluster.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>();

    /// <summary>How many calls a grain began.</summary>
    public int Began => Volatile.Read(ref began);

    public IReadOnlyList<string> Carried => probes.Calls;

    /// <summary>So many calls are turned away before they begin.</summary>
    public int RejectNext
    {
        get => rejecting.Left;
        set => rejecting.Left = value;
    }

    /// <param name="fault">What becomes of the first calls that grains begin.</param>
    /// <param name="failures">How many those are.</param>
    /// <param name="burst">Repeats at once.</param>
    /// <param name="isCluster">Whether other silos could take the grain over.</param>
    public static async Task<ProbedCluster> StartAsync(
        string fault,
        int failures = 1,
        int burst = 100,
        bool isCluster = true
    )
    {
        var probed = new ProbedCluster(fault is "time" or "late", burst, isCluster);
        await probed.cluster.DeployAsync();
        probed.probes.Act = async number =>
        {
            Interlocked.Increment(ref probed.began);
            if (number <= failures)
                await probed.FailAsync(fault);
        };
        return probed;
    }

    public async Task CarriedAsync(int count)
    {
        for (var look = 0; Carried.Count < count; look++)
        {
            Assert.True(look < 500, $"{Carried.Count} calls instead of {count} were carried out within 10 s.");
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync() => await cluster.DisposeAsync();

    private async Task FailAsync(string fault)
    {
        switch (fault)
        {
            case "silo":
                throw new SiloUnavailableException("Lost.");
            case "fence":
                throw new JournalFencedException("Taken over.") { IsOutcomeUnknown = true };
            case "placement":
                // As Orleans says it when a gateway has looked for the grain's silo for too long.
                throw new OperationCanceledException("Message expired before placement could complete.");
            case "reject":
                throw Rejection();
            case "moved":
                throw new StreamMovedException(Outside.GetGrain<IProbeGrain>("a").GetGrainId(), "probe:a");
            case "limit":
                throw new LimitExceededException("Too many.");
            case "gateway":
                throw new GatewayTooBusyException("Too busy.");
            case "database":
                throw new JournalUnavailableException("Away.");
            case "journal":
                throw new JournalOverloadedException("Too many.");
            case "time":
                await Task.Delay(Attempt * 2);
                throw new TimeoutException("Too late, and in vain.");
            case "late":
                await Task.Delay(Attempt * 2);
                break;
        }
    }

    /// <summary>Only Orleans makes them.</summary>
    private static Exception Rejection() =>
        (Exception)
            Activator.CreateInstance(
                typeof(OrleansMessageRejectionException),
                BindingFlags.Instance | BindingFlags.NonPublic,
                null,
                ["Turned away."],
                null
            )!;

    private sealed class HeldLease : ILease
    {
        public bool Holds => true;

        public TimeSpan Length => TimeSpan.MaxValue;

        public int Interruptions => 0;

        public Exception Refusal() => throw new InvalidOperationException("It holds.");
    }

    /// <summary>Stands between the filter and the wire.</summary>
    private sealed class RejectingFilter : IOutgoingGrainCallFilter
    {
        public int Left { get; set; }

        public Task Invoke(IOutgoingGrainCallContext context) =>
            context.Grain is not IProbeGrain || Left == 0 ? context.Invoke()
            : --Left >= 0 ? throw Rejection()
            : context.Invoke();
    }
}
