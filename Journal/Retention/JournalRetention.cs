using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Academy.Journal.Retention;

/// <summary>
/// Forgets what is kept for a time only: commands, by which repeats are recognised, and outbox rows that are done. Dead
/// letters stay until an operator has seen to them.
/// </summary>
public sealed class JournalRetention : IDisposable
{
    /// <summary>A table is gone through in so many sweeps, a small one in each.</summary>
    private const int SweepsPerRound = 144;

    private const long PagesMin = 1_024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly Meter meter = new(JournalMetrics.Name);
    private readonly Counter<long> forgotten;
    private readonly PageSweep commands;
    private readonly PageSweep outbox;
    private readonly JournalOptions options;
    private readonly TimeProvider time;

    internal JournalRetention(NpgsqlDataSource database, IOptions<JournalOptions> options, TimeProvider time)
    {
        (this.options, this.time) = (options.Value, time);
        forgotten = meter.CreateCounter<long>("journal.forgotten", "{row}", "Rows that were past keeping, by table.");
        commands = new(database, "commands", "at < now() - $1");
        outbox = new(database, "outbox", "completed_at < now() - $1");
    }

    /// <summary>Goes on with what earlier sweeps began; for one process at a time, every ten minutes or so.</summary>
    /// <param name="atMost">When to stop for now.</param>
    public async Task<RetentionSweep> SweepAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var swept = new RetentionSweep(
            await commands.RunAsync(1.0 / SweepsPerRound, PagesMin, options.CommandsKept, StepAsync, cancellationToken),
            await outbox.RunAsync(1.0 / SweepsPerRound, PagesMin, options.OutboxKept, StepAsync, cancellationToken)
        );
        forgotten.Add(swept.Commands, new KeyValuePair<string, object?>("table", "commands"));
        forgotten.Add(swept.OutboxRows, new KeyValuePair<string, object?>("table", "outbox"));
        return swept;

        async Task<bool> StepAsync()
        {
            await Task.Delay(Pause, time, cancellationToken);
            return time.GetElapsedTime(started) < atMost;
        }
    }

    public void Dispose() => meter.Dispose();
}

/// <summary>What a sweep deleted.</summary>
public sealed record RetentionSweep(long Commands, long OutboxRows);
