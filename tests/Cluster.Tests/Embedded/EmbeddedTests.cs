using System.Globalization;
using Academy.Clusters.Fleets;
using Academy.Processes.Servers;

namespace Academy.Clusters.Embedded;

/// <summary>The one process of a small installation.</summary>
public sealed class EmbeddedTests
{
    [Fact]
    public async Task It_listens_for_the_web_and_on_loopback_for_itself_and_has_no_gateway()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using var database = await Database.StartAsync();
        await using var academy = await AcademyProcess.Start(database.ConnectionString);
        var listening = Sockets.ListeningOf(academy.Id);
        Assert.All(listening, endpoint => Assert.StartsWith("127.0.0.1:", endpoint, StringComparison.Ordinal));
        Assert.Contains($"127.0.0.1:{academy.Address.Port.ToString(CultureInfo.InvariantCulture)}", listening);
        // The silo's port is the other one; a third would be a gateway's.
        Assert.Equal(2, listening.Count);
    }
}
