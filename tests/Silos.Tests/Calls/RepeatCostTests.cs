using System.Diagnostics;
using Academy.Commands;
using Academy.Silo.Calls;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.TestingHost;
using Xunit.Abstractions;

namespace Academy.Silos.Tests.Calls;

/// <summary>
/// What the filter costs: CPU and bytes of a call in one process, with it and without, in turns. With
/// <c>ACADEMY_FIGURES=1</c>.
/// </summary>
public sealed class RepeatCostTests(ITestOutputHelper output)
{
    private const int Calls = 200_000;
    private const int Rounds = 5;

    [Fact]
    public async Task The_filter_costs_little()
    {
        if (Environment.GetEnvironmentVariable("ACADEMY_FIGURES") != "1")
            return;
        await using var with = await StartAsync(host => host.AddCalls(isCluster: true));
        await using var without = await StartAsync(_ => { });
        var (costs, bare) = (new List<(double, double)>(), new List<(double, double)>());
        for (var round = 0; round <= Rounds; round++)
        {
            var (first, second) = (await MeasureAsync(with), await MeasureAsync(without));
            if (round == 0)
                continue;
            costs.Add(first);
            bare.Add(second);
        }
        output.WriteLine($"with: {Median(costs)}; without: {Median(bare)}");
    }

    private static string Median(List<(double Micros, double Bytes)> rounds) =>
        $"{rounds.Select(round => round.Micros).Order().ElementAt(Rounds / 2):0.00} µs of CPU, "
        + $"{rounds.Select(round => round.Bytes).Order().ElementAt(Rounds / 2):0} bytes a call";

    private static async Task<(double Micros, double Bytes)> MeasureAsync(InProcessTestCluster cluster)
    {
        var grain = cluster.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>().GetGrain<IProbeGrain>("a");
        var key = new CommandKey("key", "hash");
        var (cpu, bytes) = (Process.GetCurrentProcess().TotalProcessorTime, GC.GetTotalAllocatedBytes());
        for (var i = 0; i < Calls; i++)
            await grain.Command(key, "word");
        return (
            (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds / Calls,
            (GC.GetTotalAllocatedBytes() - bytes) / (double)Calls
        );
    }

    private static async Task<InProcessTestCluster> StartAsync(
        Action<Microsoft.Extensions.Hosting.IHostApplicationBuilder> configure
    )
    {
        var builder = new InProcessTestClusterBuilder(1)
        {
            Options = { InitializeClientOnDeploy = false, ConfigureFileLogging = false },
        };
        builder.ConfigureSiloHost(
            (_, host) =>
            {
                host.Services.AddMetrics();
                host.Services.AddSingleton(TimeProvider.System);
                host.Services.AddSingleton(new Probes { IsQuiet = true });
                configure(host);
            }
        );
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}
