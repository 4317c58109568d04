using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Academy.Journal.Outbox;

/// <summary>One attempt at a claimed row: the handler's work, then its result in the table.</summary>
internal sealed partial class OutboxAttempt(
    OutboxTable table,
    IEnumerable<IOutboxHandler> handlers,
    IOptions<OutboxOptions> options,
    OutboxMetrics metrics,
    Random chance,
    TimeProvider time,
    ILogger<OutboxAttempt> logger
)
{
    private const int ErrorLengthMax = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly FrozenDictionary<string, IOutboxHandler> handlers = handlers.ToFrozenDictionary(handler =>
        handler.Kind
    );
    private readonly OutboxOptions options = options.Value;
    private readonly Backoff backoff = new(options.Value.FirstRetry, options.Value.LastRetry, chance);

    public async Task RunAsync(ClaimedWork claimed, CancellationToken abandon)
    {
        using var activity = OutboxActivity.Begin(claimed.Work);
        var started = time.GetTimestamp();
        var (how, end) = await EndOfAsync(claimed, abandon);
        metrics.Ended(claimed.Work.Kind, how, time.GetElapsedTime(started));
        if (!await WriteAsync(end, started, claimed.Work))
            LogTooLate(logger, claimed.Work.Kind, claimed.Work.Id, how);
    }

    private async Task<(string How, Func<Task<bool>> End)> EndOfAsync(ClaimedWork claimed, CancellationToken abandon)
    {
        var work = claimed.Work;
        if (!handlers.TryGetValue(work.Kind, out var handler))
            return Dead(claimed, $"Nothing in this release handles rows of the kind '{work.Kind}'.");
        // Attempts are counted when they begin, so that a row that crashes its process becomes a dead letter, too.
        if (work.Attempt > options.AttemptsMax)
            return Dead(
                claimed,
                claimed.LastError ?? "No attempt ended: the process died, or was suspended, each time."
            );
        using var timeout = new CancellationTokenSource(options.AttemptTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, abandon);
        try
        {
            var result = await handler.HandleAsync(work, either.Token);
            return result.Impossible is { } reason
                ? Dead(claimed, reason)
                : ("done", () => table.CompleteAsync(claimed));
        }
        catch (Exception) when (abandon.IsCancellationRequested)
        {
            return ("released", () => table.ReleaseAsync(claimed));
        }
        catch (Exception error)
        {
            var reason = timeout.IsCancellationRequested
                ? $"It took longer than {options.AttemptTimeout.TotalSeconds:0} s."
                : $"{error.GetType().Name}: {DatabaseErrors.Reason(error)}";
            LogFailed(logger, work.Kind, work.Id, work.Attempt, reason);
            return work.Attempt >= options.AttemptsMax
                ? Dead(claimed, reason)
                : ("failed", () => table.RetryAsync(claimed, backoff.After(work.Attempt), Shortened(reason)));
        }
    }

    private (string, Func<Task<bool>>) Dead(ClaimedWork claimed, string reason)
    {
        LogDead(logger, claimed.Work.Kind, claimed.Work.Id, claimed.Work.SourceStream, claimed.Work.SourceSeq, reason);
        return ("dead", () => table.DeadLetterAsync(claimed, Shortened(reason)));
    }

    /// <summary>
    /// Writes the result, again and again while the claim may hold: after a short outage the work must not be repeated.
    /// </summary>
    private async Task<bool> WriteAsync(Func<Task<bool>> end, long started, OutboxWork work)
    {
        while (true)
        {
            try
            {
                return await end();
            }
            catch (NpgsqlException error)
            {
                if (time.GetElapsedTime(started) + Pause > options.ClaimFor)
                {
                    LogUnwritten(logger, work.Kind, work.Id, DatabaseErrors.Reason(error));
                    return true;
                }
            }
            await Task.Delay(Pause, time, CancellationToken.None);
        }
    }

    private static string Shortened(string reason)
    {
        var clean = new string([
            .. reason.ReplaceLineEndings(" ").Where(c => !char.IsControl(c) && !char.IsSurrogate(c)),
        ]);
        return clean.Length <= ErrorLengthMax ? clean : clean[..ErrorLengthMax];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox: {Kind} {Id}, attempt {Attempt}: {Reason}")]
    private static partial void LogFailed(ILogger logger, string kind, Guid id, int attempt, string reason);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Outbox: {Kind} {Id} (of {Stream}, {Seq}) is a dead letter: {Reason}"
    )]
    private static partial void LogDead(ILogger logger, string kind, Guid id, string stream, long seq, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Outbox: {Kind} {Id} was claimed by another worker before this one had ended ({How})"
    )]
    private static partial void LogTooLate(ILogger logger, string kind, Guid id, string how);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Outbox: the result of {Kind} {Id} could not be written; trying again: {Reason}"
    )]
    private static partial void LogUnwritten(ILogger logger, string kind, Guid id, string reason);
}
