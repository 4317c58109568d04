using System.Collections.Concurrent;
using System.Security.Cryptography;
using Academy.Testing;
using static Academy.Journal.Tests.RunningJournal;

namespace Academy.Journal.Tests;

/// <summary>
/// Writers that each own a stream and repeat an append that was said not to be written, as a grain would. Keeps the
/// books of what was acknowledged.
/// </summary>
/// <param name="feeds">The owner that every append leaves a row for.</param>
internal sealed class Load(IJournal journal, int writers, int bodySize = 0, string? feeds = null)
{
    private readonly CancellationTokenSource enough = new();
    private readonly ConcurrentQueue<Exception> unexpected = new();
    private readonly ConcurrentDictionary<string, long> acknowledged = new();
    private Task[] running = [];
    private int unavailable;
    private int fenced;
    private int total;

    /// <summary>The highest acknowledged seq per stream.</summary>
    public IReadOnlyDictionary<string, long> Acknowledged => acknowledged;

    public int Total => Volatile.Read(ref total);

    public int Unavailable => Volatile.Read(ref unavailable);

    public int Fenced => Volatile.Read(ref fenced);

    public Load Start()
    {
        running = [.. Enumerable.Range(0, writers).Select(writer => Task.Run(() => WriteAsync($"load:{writer}")))];
        return this;
    }

    public Task UntilAsync(int acknowledgements, string when) =>
        UntilAsync(() => Total >= acknowledgements, $"{acknowledgements} acknowledged {when}");

    public Task UntilAsync(Func<bool> reached, string what) =>
        Within.Holds(
            () =>
            {
                Assert.Empty(unexpected);
                return reached();
            },
            () => $"{what}; {Total} acknowledged, {Unavailable} unavailable."
        );

    public async Task StopAsync()
    {
        await enough.CancelAsync();
        await Task.WhenAll(running).WaitAsync(Within.Limit);
        Assert.Empty(unexpected);
    }

    /// <summary>Waits for writers that end by themselves, because they were fenced.</summary>
    public async Task EndedAsync()
    {
        await Task.WhenAll(running).WaitAsync(Within.Limit);
        Assert.Empty(unexpected);
    }

    /// <summary>Incompressible, so that it takes the room it has.</summary>
    private string Padding() => bodySize == 0 ? "" : " " + RandomNumberGenerator.GetHexString(bodySize);

    private async Task WriteAsync(string stream)
    {
        var seq = 0L;
        while (!enough.IsCancellationRequested)
        {
            try
            {
                var result = await journal.AppendAsync(
                    Note(
                        stream,
                        seq,
                        $"{stream}#{seq}{Padding()}",
                        $"c{seq}",
                        feeds: feeds,
                        cause: new(Guid.NewGuid(), $"c{seq}")
                    )
                );
                if (result.Verdict != AppendVerdict.Committed)
                    throw new InvalidOperationException($"{stream} {seq}: {result.Verdict}, though it has one writer.");
                acknowledged[stream] = seq = result.LastSeq;
                Interlocked.Increment(ref total);
            }
            catch (JournalUnavailableException)
            {
                Interlocked.Increment(ref unavailable);
                await Task.Delay(5);
            }
            catch (JournalFencedException)
            {
                Interlocked.Increment(ref fenced);
                return;
            }
            catch (Exception error)
            {
                unexpected.Enqueue(error);
                return;
            }
        }
    }
}
