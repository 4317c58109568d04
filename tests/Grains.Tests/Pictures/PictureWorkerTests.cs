using Academy.Grains.Pictures;
using Academy.Pictures;
using Academy.Testing;
using Microsoft.Extensions.Options;
using SkiaSharp;

namespace Academy.Grains.Tests.Pictures;

/// <summary>How many pictures are made at once, and what becomes of the others.</summary>
public sealed class PictureWorkerTests
{
    private static readonly byte[] Png = CraftedPictures.Halves(200, 100, SKEncodedImageFormat.Png);

    [Fact]
    public async Task Only_so_many_are_worked_on_so_many_wait_and_more_are_refused()
    {
        using var worker = Worker(new() { Workers = 2, QueueMax = 3 });
        var (gate, reading) = (new TaskCompletionSource(), 0);
        var all = Enumerable
            .Range(0, 7)
            .Select(_ =>
                worker.MakeAsync(
                    PictureForm.OfMessage,
                    async _ =>
                    {
                        Interlocked.Increment(ref reading);
                        await gate.Task;
                        return Png;
                    },
                    default
                )
            )
            .ToArray();
        // Those that wait have not read their bytes.
        Assert.Equal(2, reading);
        Assert.All(await Within.Time(Task.WhenAll(all[5..]), "the refusals of those that are too many"), outcome =>
            Assert.Equal(PictureRefusals.Busy, outcome.Refusal)
        );
        gate.SetResult();
        Assert.All(await Task.WhenAll(all[..5]), outcome => Assert.True(outcome.Accepted));
        Assert.Equal(5, reading);
    }

    [Fact]
    public async Task A_place_is_given_back_whatever_happens()
    {
        using var worker = Worker(new() { Workers = 1, QueueMax = 0 });
        await Assert.ThrowsAsync<IOException>(() =>
            worker.MakeAsync(PictureForm.OfMessage, _ => throw new IOException("It is gone."), default)
        );
        Assert.Equal(PictureRefusals.Unreadable, (await MakeAsync(worker, Png[..100])).Refusal);
        Assert.True((await MakeAsync(worker, Png)).Accepted);
    }

    [Fact]
    public async Task Whoever_goes_away_waits_no_longer()
    {
        using var worker = Worker(new() { Workers = 1, QueueMax = 1 });
        var gate = new TaskCompletionSource<byte[]>();
        var first = worker.MakeAsync(PictureForm.OfMessage, _ => gate.Task, default);
        using var gone = new CancellationTokenSource();
        var second = worker.MakeAsync(PictureForm.OfMessage, _ => gate.Task, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        var third = worker.MakeAsync(PictureForm.OfMessage, _ => gate.Task, default);
        gate.SetResult(Png);
        Assert.True((await first).Accepted);
        Assert.True((await third).Accepted);
    }

    [Fact]
    public async Task The_time_of_a_picture_ends_and_the_next_has_its_turn()
    {
        using var worker = Worker(new() { Workers = 1, TimeMax = TimeSpan.FromMilliseconds(200) });
        var slow = await MakeAsync(worker, CraftedPictures.JpegOfScans(8_000, 4_900, 100_000));
        Assert.Equal(PictureRefusals.TooSlow, slow.Refusal);
        Assert.True((await MakeAsync(worker, CraftedPictures.PngOf(10, 10))).Accepted);
    }

    private static PictureWorker Worker(PictureOptions options) => new(Options.Create(options), TimeProvider.System);

    private static Task<Academy.Commands.Outcome<Picture>> MakeAsync(PictureWorker worker, byte[] bytes) =>
        worker.MakeAsync(PictureForm.OfMessage, _ => Task.FromResult(bytes), default);
}
