using Academy.Accounts;
using Academy.Api.Authentication;

namespace Academy.Api.Realtime;

/// <summary>
/// Asks the database several times a second what was revoked, besides what <see cref="RevocationWatch"/> hears: only so
/// does a node know that it knows everything. While it cannot ask, <see cref="RevocationFreshness"/> runs out.
/// </summary>
internal sealed partial class RevocationConfirmation(
    RevocationWatch watch,
    IRevocationLog log,
    Revoking revoking,
    RevokedAccess revoked,
    RevocationFreshness freshness,
    TimeProvider clock,
    ILogger<RevocationConfirmation> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>An answer that takes longer confirms nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        freshness.Begin();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        // Not from the beginning: years of log-outs matter to nobody.
        var (seq, failing) = (watch.Began!.Seq, false);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                seq = await ConfirmAsync(seq, stoppingToken);
                if (failing)
                    LogConfirmed(logger);
                failing = false;
                await timer.WaitForNextTickAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                if (!failing)
                    LogUnconfirmed(logger, error.Message);
                failing = true;
                await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<long> ConfirmAsync(long seq, CancellationToken stoppingToken)
    {
        while (true)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            patience.CancelAfter(Patience);
            var asked = clock.GetTimestamp();
            var page = await log.After(seq, patience.Token);
            foreach (var revocation in page.Revocations)
            {
                // Most were heard of already.
                if (revocation.Session is not { } session || !revoked.HasEnded(session))
                    revoking.Take(revocation);
            }
            seq = page.Seq;
            if (!page.IsAll)
                continue;
            freshness.Confirm(asked);
            return seq;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "What was revoked cannot be learnt; nobody is let in after a second: {Reason}"
    )]
    private static partial void LogUnconfirmed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "What was revoked is known again.")]
    private static partial void LogConfirmed(ILogger logger);
}
