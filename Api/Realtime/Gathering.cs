using System.Runtime.InteropServices;
using Academy.Streams;

namespace Academy.Api.Realtime;

/// <summary>
/// What a busy stream brings to many connections, gathered: after a rest a message goes at once, those that follow within the
/// interval go together. To each of a thousand sockets that is one write instead of many, and nobody sees the difference.
/// </summary>
/// <param name="push">Told one epoch's messages, in order, one call at a time.</param>
internal sealed class Gathering(TimeProvider clock, Action<string, ReadOnlySpan<StreamMessage>> push)
{
    /// <summary>Two pictures of a screen. Shorter was tried: bench/README.md.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(33);

    /// <summary>Bytes that are not held back any longer.</summary>
    private const int BytesMax = 64 * 1024;

    private readonly Lock gate = new();
    private readonly List<StreamMessage> waiting = [];
    private string epoch = "";
    private int bytes;
    private long pushedAt;
    private ITimer? timer;

    public void Add(string epoch, ReadOnlySpan<StreamMessage> messages)
    {
        lock (gate)
        {
            if (epoch != this.epoch)
                PushWaiting();
            this.epoch = epoch;
            var isFirst = waiting.Count == 0;
            waiting.AddRange(messages);
            foreach (var message in messages)
                bytes += message.Data.Length;
            var rest = Interval - clock.GetElapsedTime(pushedAt);
            if (rest <= TimeSpan.Zero || pushedAt == 0 || bytes > BytesMax)
                PushWaiting();
            else if (isFirst)
                Wait(rest);
        }
    }

    /// <summary>Nothing is to wait any longer.</summary>
    public void Flush()
    {
        lock (gate)
            PushWaiting();
    }

    private void Wait(TimeSpan rest)
    {
        timer ??= clock.CreateTimer(static gathering => ((Gathering)gathering!).Flush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(rest, Timeout.InfiniteTimeSpan);
    }

    private void PushWaiting()
    {
        if (waiting.Count == 0)
            return;
        pushedAt = clock.GetTimestamp();
        try
        {
            push(epoch, CollectionsMarshal.AsSpan(waiting));
        }
        finally
        {
            waiting.Clear();
            bytes = 0;
        }
    }
}
