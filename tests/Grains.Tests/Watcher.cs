using System.Threading.Channels;
using Academy.Streams;
using Orleans;

namespace Academy.Grains.Tests;

/// <summary>A node that watches a stream and remembers what it got.</summary>
internal sealed class Watcher : IStreamWatcher
{
    private readonly Channel<StreamMessage> arrived = Channel.CreateUnbounded<StreamMessage>();
    private readonly Channel<StreamSignal> signals = Channel.CreateUnbounded<StreamSignal>();

    public List<StreamMessage> Messages { get; } = [];

    /// <summary>What arrived and nobody has waited for yet.</summary>
    public int Unread => arrived.Reader.Count;

    public IStreamWatcher Reference { get; private set; } = null!;

    public static Watcher Of(IGrainFactory grains)
    {
        var watcher = new Watcher();
        watcher.Reference = grains.CreateObjectReference<IStreamWatcher>(watcher);
        return watcher;
    }

    public Task OnMessages(WatchedStream stream, string epoch, IReadOnlyList<StreamMessage> messages)
    {
        foreach (var message in messages)
            arrived.Writer.TryWrite(message);
        return Task.CompletedTask;
    }

    public Task OnSignal(WatchedStream stream, StreamSignal signal)
    {
        signals.Writer.TryWrite(signal);
        return Task.CompletedTask;
    }

    /// <summary>The next signal of the type.</summary>
    public async Task<StreamSignal> NextSignal(string type)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            while (true)
            {
                if (await signals.Reader.ReadAsync(patience.Token) is var signal && signal.Type == type)
                    return signal;
            }
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"Missing: a signal {type}.", e);
        }
    }

    /// <summary>Waits until <paramref name="enough"/> of what arrived.</summary>
    public async Task UntilAsync(Func<List<StreamMessage>, bool> enough, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            while (!enough(Messages))
                Messages.Add(await arrived.Reader.ReadAsync(patience.Token));
        }
        catch (OperationCanceledException)
        {
            Assert.Fail(
                $"Missing: {what}; got {Messages.Count} messages: "
                    + string.Join(", ", Messages.Select(m => $"{m.Seq} {m.Type}").Take(20))
            );
        }
    }
}
