using System.Threading.RateLimiting;
using Academy.Commands;
using Academy.Pictures;
using Microsoft.Extensions.Options;

namespace Academy.Grains.Pictures;

/// <summary>
/// Makes pictures, a few at a time. Whoever waits holds no bytes: a file is read when it is its turn. A picture whose
/// decoder does not come back keeps its place, so that there are never more decoders than workers.
/// </summary>
internal sealed class PictureWorker(IOptions<PictureOptions> options, TimeProvider clock) : IDisposable
{
    /// <summary>How long a decoder may take to notice that its time is up.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly PictureOptions options = options.Value;
    private readonly ConcurrencyLimiter places = new(
        new()
        {
            PermitLimit = options.Value.Workers,
            QueueLimit = options.Value.QueueMax,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }
    );

    /// <param name="form">What is made.</param>
    /// <param name="read">Reads the whole file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Outcome<Picture>> MakeAsync(
        PictureForm form,
        Func<CancellationToken, Task<byte[]>> read,
        CancellationToken cancellationToken
    )
    {
        var place = await places.AcquireAsync(1, cancellationToken);
        if (!place.IsAcquired)
            return PictureRefusals.Busy;
        Task<Outcome<Picture>> work;
        try
        {
            var bytes = await read(cancellationToken);
            var began = clock.GetTimestamp();
            // A thread of its own: a decoder works for long, and the pool has others to serve.
            work = Task.Factory.StartNew(
                () => PictureMaker.Make(bytes, form, () => clock.GetElapsedTime(began) > options.TimeMax),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            );
        }
        catch
        {
            place.Dispose();
            throw;
        }
        _ = work.ContinueWith(
            static (done, place) =>
            {
                _ = done.Exception; // Whoever has not gone away gets it below.
                ((RateLimitLease)place!).Dispose();
            },
            place,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        try
        {
            return await work.WaitAsync(options.TimeMax + Grace, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return PictureRefusals.TooSlow;
        }
    }

    public void Dispose() => places.Dispose();
}
