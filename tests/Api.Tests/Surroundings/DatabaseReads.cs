using System.Diagnostics.Metrics;

namespace Academy.Api.Tests.Surroundings;

/// <summary>
/// Counts the statements that a server's readers send to its database; its writers, which batch, are not counted.
/// </summary>
internal sealed class DatabaseReads : IDisposable
{
    private readonly MeterListener listener = new();
    private int count;

    public DatabaseReads(string connectionString)
    {
        var database = new Npgsql.NpgsqlConnectionStringBuilder(connectionString).Database!;
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is { Meter.Name: "Npgsql", Name: "db.client.operation.duration" })
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>(
            (_, _, tags, _) =>
            {
                foreach (var (name, value) in tags)
                {
                    if (
                        name == "db.client.connection.pool.name"
                        && value is string pool
                        && pool.Contains($"Database={database};", StringComparison.Ordinal)
                        && pool.Contains("academy-reader", StringComparison.Ordinal)
                    )
                        Interlocked.Increment(ref count);
                }
            }
        );
        listener.Start();
    }

    public int Count => Volatile.Read(ref count);

    /// <summary>Waits until what went before is over: hardly anything is read any more.</summary>
    public async Task Settle()
    {
        for (var rounds = 0; rounds < 100; rounds++)
        {
            var before = Count;
            await Task.Delay(300);
            if (Count - before <= 1)
                return;
        }
        Assert.Fail($"The server goes on reading: {Count} reads.");
    }

    public void Dispose() => listener.Dispose();
}
