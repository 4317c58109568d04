using Academy.Silo;

namespace Academy.Grains.Tests;

public sealed class SiloNameTests
{
    [Fact]
    public async Task A_second_process_on_the_same_database_is_turned_away_and_the_first_goes_on()
    {
        var database = await Testing.TestPostgres.NewDatabaseAsync();
        await using var first = await RunningAcademy.StartAsync(database);
        var refusal = await Assert.ThrowsAsync<SettingException>(() => RunningAcademy.StartAsync(database));
        Assert.Contains("another Academy uses this database", refusal.Message, StringComparison.Ordinal);

        var course = await first.PublishAsync(1);
        Assert.Single(course.Modules);
    }
}
