using Microsoft.Extensions.Options;
using Npgsql;

namespace Academy.Journal.Retention;

/// <summary>
/// Deletes rows that are kept for a limited time: commands, by which repetitions are recognised, and outbox rows that
/// are done. Dead letters are kept until an operator handles them.
/// </summary>
public sealed class JournalRetention
{
    /// <summary>The number of sweeps that go through a table once.</summary>
    private const int SweepsPerRound = 144;

    private const long PagesMin = 1_024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly JournalMetrics metrics;
    private readonly PageSweep commands;
    private readonly PageSweep outbox;
    private readonly JournalOptions options;
    private readonly TimeProvider time;

    internal JournalRetention(
        NpgsqlDataSource database,
        IOptions<JournalOptions> options,
        JournalMetrics metrics,
        TimeProvider time
    )
    {
        (this.options, this.metrics, this.time) = (options.Value, metrics, time);
        commands = new(database, "commands", "at < now() - $1");
        outbox = new(database, "outbox", "completed_at < now() - $1");
    }

    /// <summary>Continues earlier sweeps. One process at a time calls it, about every ten minutes.</summary>
    /// <param name="atMost">The longest duration of this sweep.</param>
    public async Task<RetentionSweep> SweepAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var swept = new RetentionSweep(
            await commands.RunAsync(1.0 / SweepsPerRound, PagesMin, options.CommandsKept, StepAsync, cancellationToken),
            await outbox.RunAsync(1.0 / SweepsPerRound, PagesMin, options.OutboxKept, StepAsync, cancellationToken)
        );
        metrics.Forgot("commands", swept.Commands);
        metrics.Forgot("outbox", swept.OutboxRows);
        return swept;

        async Task<bool> StepAsync()
        {
            await Task.Delay(Pause, time, cancellationToken);
            return time.GetElapsedTime(started) < atMost;
        }
    }
}

/// <summary>The number of rows that a sweep deleted.</summary>
public sealed record RetentionSweep(long Commands, long OutboxRows);
