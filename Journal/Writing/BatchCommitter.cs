using Microsoft.Extensions.Logging;
using Npgsql;

namespace Academy.Journal.Writing;

/// <summary>
/// Gives every append of a batch its result. When a batch fails, either nothing of it was written, or its outcome is
/// unknown. If nothing was written, the appends at fault are found (by the <see cref="ConflictResolver"/>, or by
/// halving the batch) and the others are sent again. If the outcome is unknown, the identical appends are sent again
/// until each is found stored or is written now. "Unavailable" is only answered to appends that were never sent.
/// </summary>
internal sealed partial class BatchCommitter(
    BatchSender sender,
    ConflictResolver resolver,
    DependentAppends dependents,
    AppendWriter writer,
    WriterDependencies shared
) : IAsyncDisposable
{
    private const int DeadlocksMax = 20;
    private const int ConnectionLossesMax = 3;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private bool paused;

    public Task ConnectAsync(CancellationToken cancellationToken) => sender.ConnectAsync(cancellationToken);

    /// <summary>Returns when every append of the list has its result.</summary>
    public async Task CommitAsync(List<PendingAppend> appends)
    {
        var mustCheck = false;
        int deadlocks = 0,
            connectionLosses = 0;
        while (appends.Count > 0)
        {
            var sending = false;
            try
            {
                if (!sender.IsConnected)
                    await sender.ConnectAsync(writer.Abandon);
                if (mustCheck || shared.Fence.IsLost)
                    appends = await resolver.ResolveAsync(sender.Connection, appends);
                if (shared.Fence.IsLost)
                {
                    Fail(appends, shared.Fence.ToException());
                    return;
                }
                sending = true;
                await sender.SendAsync(appends);
                paused = false;
                foreach (var pending in sender.InBatch)
                    pending.SetCommitted();
                if (sender.LeftOut.Count == 0)
                    return;
                (mustCheck, appends) = (true, [.. sender.LeftOut]);
            }
            catch (Exception error)
            {
                // Npgsql throws it when the connection closed between two batches.
                var failure =
                    error is InvalidOperationException && sender.IsBroken
                        ? WriteFailure.ConnectionLost
                        : WriteFailures.Classify(error);
                if (failure == WriteFailure.InvalidAppend)
                {
                    if (sending && sender.IsSent && error is not PostgresException)
                        await sender.DisconnectAsync();
                    await FailInvalidAsync(appends, error);
                    return;
                }
                appends = failure switch
                {
                    WriteFailure.ConnectionLost => await ReconnectAsync(appends, sending && sender.IsSent, error),
                    WriteFailure.DatabaseUnavailable => await PauseAsync(appends, error),
                    WriteFailure.Deadlock when ++deadlocks > DeadlocksMax => await PauseAsync(appends, error),
                    _ => appends,
                };
                mustCheck = failure != WriteFailure.Deadlock;
                if (failure == WriteFailure.Fenced)
                    LoseFence();
                if (
                    failure == WriteFailure.ConnectionLost
                    && ++connectionLosses > ConnectionLossesMax
                    && appends.Count > 1
                )
                {
                    // One append may be what breaks the connection, or makes the batch too slow: separate the others.
                    await CommitHalvesAsync(appends);
                    return;
                }
            }
        }
    }

    public ValueTask DisposeAsync() => sender.DisposeAsync();

    private async Task FailInvalidAsync(List<PendingAppend> appends, Exception error)
    {
        if (appends.Count == 1)
        {
            var invalid = appends[0];
            LogInvalid(shared.Logger, invalid.Stream, error);
            dependents.Invalidate(invalid.Stream);
            invalid.SetFailed(
                new InvalidAppendException(
                    $"The append to {invalid.Stream} cannot be written: {DatabaseErrors.Reason(error)}",
                    error
                )
            );
            return;
        }
        await CommitHalvesAsync(appends);
    }

    private async Task CommitHalvesAsync(List<PendingAppend> appends)
    {
        var half = appends.Count / 2;
        await CommitAsync(appends[..half]);
        await CommitAsync(appends[half..]);
    }

    /// <returns>The appends whose outcome is unknown; the others have failed.</returns>
    private async Task<List<PendingAppend>> ReconnectAsync(List<PendingAppend> appends, bool sent, Exception error)
    {
        foreach (var pending in sent ? sender.InBatch : [])
            pending.IsOutcomeUnknown = true;
        await sender.DisconnectAsync();
        var lost = shared.Time.GetTimestamp();
        for (var delay = FirstRetry; ; delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, LastRetry.Ticks)))
        {
            try
            {
                await sender.ConnectAsync(writer.Abandon);
                LogReconnected(shared.Logger, shared.Time.GetElapsedTime(lost), appends.Count);
                writer.BecomeAvailable();
                return appends;
            }
            catch (Exception again)
            {
                var reason = $"The database cannot be reached: {DatabaseErrors.Reason(again)}";
                if (delay == FirstRetry)
                    LogLost(shared.Logger, DatabaseErrors.Reason(error), DatabaseErrors.Reason(again));
                writer.BecomeUnavailable(reason);
                appends = FailUnsent(appends, reason);
                if (writer.Abandon.IsCancellationRequested)
                {
                    Fail(
                        appends,
                        new JournalUnavailableException(
                            "The process stops; the outcome of this append is unknown.",
                            error
                        )
                        {
                            IsOutcomeUnknown = true,
                        }
                    );
                    return [];
                }
                if (appends.Count == 0 && writer.IsStopping)
                    return [];
            }
            await DelayAsync(delay);
        }
    }

    /// <returns>The appends whose outcome is unknown; the others have failed.</returns>
    private async Task<List<PendingAppend>> PauseAsync(List<PendingAppend> appends, Exception error)
    {
        if (!paused)
            LogPaused(shared.Logger, DatabaseErrors.Reason(error));
        paused = true;
        var reason = $"The database cannot write: {DatabaseErrors.Reason(error)}";
        writer.BecomeUnavailable(reason);
        appends = FailUnsent(appends, reason);
        // The server may have become a standby: connect again, perhaps to another server.
        await sender.DisconnectAsync();
        await DelayAsync(Pause);
        writer.BecomeAvailable();
        return appends;
    }

    private void LoseFence()
    {
        if (shared.Fence.MarkLost())
            LogFenced(shared.Logger, shared.Fence.Fence.Silo, shared.Fence.Fence.Generation);
    }

    private async Task DelayAsync(TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, shared.Time, writer.Abandon);
        }
        catch (OperationCanceledException)
        {
            // The process stops: the next attempt is the last one.
        }
    }

    private static List<PendingAppend> FailUnsent(List<PendingAppend> appends, string reason)
    {
        var unsent = appends.FindAll(pending => !pending.IsOutcomeUnknown);
        if (unsent.Count == 0)
            return appends;
        Fail(unsent, new JournalUnavailableException(reason));
        return appends.FindAll(pending => pending.IsOutcomeUnknown);
    }

    private static void Fail(List<PendingAppend> appends, Exception error)
    {
        foreach (var pending in appends)
            pending.SetFailed(error);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An append to {Stream} cannot be written.")]
    private static partial void LogInvalid(ILogger logger, string stream, Exception error);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The connection for writing is lost ({Reason}), and connecting again fails so far: {Again}"
    )]
    private static partial void LogLost(ILogger logger, string reason, string again);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Connected again after {Elapsed}; {Appends} appends have an unknown outcome and are checked."
    )]
    private static partial void LogReconnected(ILogger logger, TimeSpan elapsed, int appends);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database cannot write now: {Reason}")]
    private static partial void LogPaused(ILogger logger, string reason);

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "Fenced: another process took over from {Silo}, generation {Generation}."
    )]
    private static partial void LogFenced(ILogger logger, string silo, long generation);
}
