using Microsoft.Extensions.Logging;
using Npgsql;

namespace Academy.Journal.Writing;

/// <summary>
/// Gives every append of a batch its result. A failed batch wrote nothing, or nobody knows. In the first case the
/// guilty are singled out (by the <see cref="Arbiter"/>, else by halves) and the others go again. In the second the
/// identical appends are sent again until each is in or meets itself; only what was never sent is called unavailable.
/// </summary>
internal sealed partial class Settlement(BatchWriter writer, Arbiter arbiter, Chains chains, Lane lane, LaneParts parts)
    : IAsyncDisposable
{
    private const int ClashesMax = 20;
    private const int LossesMax = 3;
    private static readonly TimeSpan FirstProbe = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LastProbe = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private bool paused;

    public Task ConnectAsync(CancellationToken cancellationToken) => writer.ConnectAsync(cancellationToken);

    /// <summary>Returns when every append of the list has its result.</summary>
    public async Task SettleAsync(List<PendingAppend> appends)
    {
        var doubtful = false;
        int clashes = 0,
            losses = 0;
        while (appends.Count > 0)
        {
            var writing = false;
            try
            {
                if (!writer.IsConnected)
                    await writer.ConnectAsync(lane.Abandon);
                if (doubtful || parts.Fence.IsLost)
                    appends = await arbiter.DecideAsync(writer.Connection, appends);
                if (parts.Fence.IsLost)
                {
                    Fail(appends, parts.Fence.Error());
                    return;
                }
                writing = true;
                await writer.WriteAsync(appends);
                paused = false;
                foreach (var pending in writer.Writing)
                    pending.Commit();
                if (writer.Doubtful.Count == 0)
                    return;
                (doubtful, appends) = (true, [.. writer.Doubtful]);
            }
            catch (Exception error)
            {
                // "Connection is not open": it went while nobody looked.
                var failure =
                    error is InvalidOperationException && writer.IsBroken ? WriteFailure.Lost : WriteFailures.Of(error);
                if (failure == WriteFailure.Refused)
                {
                    if (writing && writer.IsSent && error is not PostgresException)
                        await writer.DisconnectAsync();
                    await SingleOutAsync(appends, error);
                    return;
                }
                appends = failure switch
                {
                    WriteFailure.Lost => await ReconnectAsync(appends, writing && writer.IsSent, error),
                    WriteFailure.NotNow => await PauseAsync(appends, error),
                    WriteFailure.Clash when ++clashes > ClashesMax => await PauseAsync(appends, error),
                    _ => appends,
                };
                doubtful = failure != WriteFailure.Clash;
                if (failure == WriteFailure.Fenced)
                    LoseFence();
                if (failure == WriteFailure.Lost && ++losses > LossesMax && appends.Count > 1)
                {
                    // One of them may be what takes the connection down, or makes the batch too slow: let the others
                    // go.
                    await SettleHalvesAsync(appends);
                    return;
                }
            }
        }
    }

    public ValueTask DisposeAsync() => writer.DisposeAsync();

    private async Task SingleOutAsync(List<PendingAppend> appends, Exception error)
    {
        if (appends.Count == 1)
        {
            var guilty = appends[0];
            LogRefused(parts.Logger, guilty.Stream, error);
            chains.Break(guilty.Stream);
            guilty.Fail(
                new InvalidAppendException(
                    $"The append to {guilty.Stream} cannot be written: {DatabaseErrors.Reason(error)}",
                    error
                )
            );
            return;
        }
        await SettleHalvesAsync(appends);
    }

    private async Task SettleHalvesAsync(List<PendingAppend> appends)
    {
        var half = appends.Count / 2;
        await SettleAsync(appends[..half]);
        await SettleAsync(appends[half..]);
    }

    /// <returns>Those whose outcome is unknown.</returns>
    private async Task<List<PendingAppend>> ReconnectAsync(List<PendingAppend> appends, bool sent, Exception error)
    {
        foreach (var pending in sent ? writer.Writing : [])
            pending.MaybeStored = true;
        await writer.DisconnectAsync();
        var lost = parts.Time.GetTimestamp();
        for (var delay = FirstProbe; ; delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, LastProbe.Ticks)))
        {
            try
            {
                await writer.ConnectAsync(lane.Abandon);
                LogReconnected(parts.Logger, parts.Time.GetElapsedTime(lost), appends.Count);
                lane.BecomeAvailable();
                return appends;
            }
            catch (Exception again)
            {
                var reason = $"The database cannot be reached: {DatabaseErrors.Reason(again)}";
                if (delay == FirstProbe)
                    LogLost(parts.Logger, DatabaseErrors.Reason(error), DatabaseErrors.Reason(again));
                lane.BecomeUnavailable(reason);
                appends = FailUnsent(appends, reason);
                if (lane.Abandon.IsCancellationRequested)
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
                if (appends.Count == 0 && lane.IsStopping)
                    return [];
            }
            await DelayAsync(delay);
        }
    }

    /// <returns>Those whose outcome is unknown.</returns>
    private async Task<List<PendingAppend>> PauseAsync(List<PendingAppend> appends, Exception error)
    {
        if (!paused)
            LogPaused(parts.Logger, DatabaseErrors.Reason(error));
        paused = true;
        var reason = $"The database cannot write: {DatabaseErrors.Reason(error)}";
        lane.BecomeUnavailable(reason);
        appends = FailUnsent(appends, reason);
        // It may have become somebody else's standby: look again with a new connection.
        await writer.DisconnectAsync();
        await DelayAsync(Pause);
        lane.BecomeAvailable();
        return appends;
    }

    private void LoseFence()
    {
        if (parts.Fence.Lose())
            LogFenced(parts.Logger, parts.Fence.Fence.Silo, parts.Fence.Fence.Generation);
    }

    private async Task DelayAsync(TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, parts.Time, lane.Abandon);
        }
        catch (OperationCanceledException)
        {
            // The next attempt is the last one.
        }
    }

    private static List<PendingAppend> FailUnsent(List<PendingAppend> appends, string reason)
    {
        var unsent = appends.FindAll(pending => !pending.MaybeStored);
        if (unsent.Count == 0)
            return appends;
        Fail(unsent, new JournalUnavailableException(reason));
        return appends.FindAll(pending => pending.MaybeStored);
    }

    private static void Fail(List<PendingAppend> appends, Exception error)
    {
        foreach (var pending in appends)
            pending.Fail(error);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An append to {Stream} cannot be written.")]
    private static partial void LogRefused(ILogger logger, string stream, Exception error);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The connection for writing is lost ({Reason}) and cannot be made again yet: {Again}"
    )]
    private static partial void LogLost(ILogger logger, string reason, string again);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Connected again after {Elapsed}; {Appends} appends are to be settled."
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
