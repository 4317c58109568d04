using Academy.Operations;
using Orleans.Runtime;

namespace Academy.Silos.Tests;

/// <summary>
/// What silos do at each activation, for the sake of streams, is not in the way of grains that have none.
/// </summary>
public sealed class StreamlessGrainTests
{
    [Fact]
    public async Task A_grain_without_a_stream_and_a_stateless_worker_answer()
    {
        await using var silos = await SeveralSilos.StartAsync(1);
        Assert.NotNull(await silos.From(0).GetGrain<IClusterGrain>(ClusterReports.Key).Latest());
        Assert.Single(await silos.From(0).GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true));
    }
}
