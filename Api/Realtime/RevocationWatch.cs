using Academy.Accounts;
using Academy.Streams;
using Orleans;
using Orleans.Streams;

namespace Academy.Api.Realtime;

/// <summary>
/// Follows the cluster's revocations on this node, without a gap: what is remembered, then what comes. It begins before
/// anybody is let in; a node that cannot learn what was revoked does not start.
/// </summary>
internal sealed partial class RevocationWatch(
    IGrainFactory grains,
    [FromKeyedServices(JournalStream.Provider)] IStreamProvider streams,
    Revoking revoking,
    TimeProvider clock,
    ILogger<RevocationWatch> logger
) : IHostedService, IAsyncBatchObserver<StreamMessage>, IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stopping = new();
    private StreamSubscriptionHandle<StreamMessage>? watching;

    /// <summary>What was revoked up to here, and still matters, is known since the start.</summary>
    public StreamCursor? Began { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Began = await TakeCurrent();
        watching = await streams
            .GetStream<StreamMessage>(JournalStream.IdOf(Revocations.Watched))
            .SubscribeAsync(this, new JournalToken(Began));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        if (watching is not null)
            await watching.UnsubscribeAsync();
    }

    public void Dispose() => stopping.Dispose();

    public Task OnNextAsync(IList<SequentialItem<StreamMessage>> items)
    {
        foreach (var item in items)
        {
            foreach (var revocation in RevocationMessage.Of(item.Item))
                revoking.Take(revocation);
        }
        return Task.CompletedTask;
    }

    /// <summary>The stream went on elsewhere: what was missed is among what its owner remembers.</summary>
    public async Task OnErrorAsync(Exception ex)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await TakeCurrent();
                return;
            }
            catch (Exception e)
            {
                LogBehind(logger, e);
                await Task.Delay(RetryAfter, clock, stopping.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<StreamCursor> TakeCurrent()
    {
        // Not before the host starts: a client of Orleans knows no grains until it has met a silo.
        var owner = grains.GetGrain<IRevocationsGrain>(Revocations.Stream.OwnerKey(OrganizationId.Platform));
        var current = await owner.Current();
        foreach (var revocation in current.Revocations)
            revoking.Take(revocation);
        return current.Position;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What access was revoked is not known completely; trying again")]
    private static partial void LogBehind(ILogger logger, Exception e);
}
