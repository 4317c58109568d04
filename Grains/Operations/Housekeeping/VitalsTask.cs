using Npgsql;

namespace Academy.Grains.Operations.Housekeeping;

/// <summary>Forgets how fast pages were long ago.</summary>
internal sealed class VitalsTask(NpgsqlDataSource database, TimeProvider clock) : IHousekeepingTask
{
    private const int DaysKept = 90;

    public string Name => "vitals";

    public TimeSpan Period => TimeSpan.FromHours(6);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("delete from vitals where day < $1");
        command.Parameters.AddWithValue(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-DaysKept));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
