using Academy.Journal;
using Academy.Silo;
using Academy.Silo.Clustering;
using Academy.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Academy.Grains.Tests.Clustering;

/// <summary>Who may use one database at the same time.</summary>
public sealed class SharedDatabaseTests
{
    [Theory]
    [InlineData("Embedded", "Silo")]
    [InlineData("Silo", "Embedded")]
    [InlineData("Client", "Embedded")]
    public async Task A_process_alone_and_a_cluster_refuse_to_share_a_database(string first, string second)
    {
        var database = await TestPostgres.NewDatabaseAsync();
        await using var holder = Of(database, first, "first");
        await holder.StartAsync(default);
        await using var late = Of(database, second, "second");
        var refusal = await Assert.ThrowsAsync<SettingException>(() => late.StartAsync(default));
        Assert.Contains("uses this database", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        await holder.DisposeAsync();
        await late.StartAsync(default);
    }

    [Fact]
    public async Task Processes_of_a_cluster_share_a_database_and_none_its_name()
    {
        var database = await TestPostgres.NewDatabaseAsync();
        await using var first = Of(database, "Silo", "silo-1");
        await using var second = Of(database, "Silo", "silo-2");
        await using var client = Of(database, "Client", "api-1");
        foreach (var name in (SiloName[])[first, second, client])
            await name.StartAsync(default);
        await using var again = Of(database, "Silo", "silo-1");
        var refusal = await Assert.ThrowsAsync<SettingException>(() => again.StartAsync(default));
        Assert.Contains("'silo-1'", refusal.Message, StringComparison.Ordinal);
    }

    private static SiloName Of(string database, string mode, string name)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["Cluster:Mode"] = mode,
                    ["Cluster:Name"] = name,
                    ["Cluster:Tls:Off"] = "true",
                }
            )
            .Build();
        var environment = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = "Test" }).Environment;
        return new(
            ClusterSettings.Read(environment, configuration),
            Options.Create(new JournalOptions { ConnectionString = database, Silo = name }),
            TimeProvider.System,
            NullLogger<SiloName>.Instance
        );
    }
}
