using Microsoft.Extensions.Logging;

namespace Academy.Streams.Receiving;

// To the receivers: in order, one call at a time, whoever brought it.
internal sealed partial class Watch
{
    /// <summary>
    /// What a busy stream brings to many receivers goes together: after a rest a message goes at once, those that
    /// follow within the interval wait for its end. To each of a thousand sockets that is one write instead of many,
    /// and nobody sees the difference: it is two pictures of a screen. Shorter was tried: bench/README.md.
    /// </summary>
    internal static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(33);

    /// <summary>Receivers from which on gathering is worth it.</summary>
    internal const int GatherFrom = 8;

    /// <summary>Bytes that do not wait any longer.</summary>
    internal const int GatherBytesMax = 64 * 1024;

    /// <summary>Messages remembered for receivers whose answer is a moment older than what was handed on.</summary>
    internal const int RecentMax = 32;

    /// <summary>What receivers lack that have just been attached.</summary>
    private readonly Queue<(Attachment To, StreamDelivery Delivery)> missing = [];

    private readonly List<StreamMessage> waiting = [];
    private readonly List<StreamMessage> recent = [];
    private StreamCursor? handedOn;
    private long handedOnAt;
    private int waitingBytes;
    private bool handingOn;
    private ITimer? gathered;
    private News? news;

    public void Signal(StreamSignal signal)
    {
        ReadOnlyMemory<Attachment> to;
        lock (gate)
            to = receivers.Lend();
        if (to.Length == 0)
            return;
        var delivery = new SignalDelivery(stream, signal, to.Length);
        foreach (var attachment in to.Span)
            attachment.Receiver.OnSignal(delivery);
        delivery.Shared?.Dispose();
    }

    /// <summary>
    /// A message that continues the last one waits to be handed on; <see cref="HandOn()"/> follows, outside the lock.
    /// </summary>
    private void Await(StreamMessage message)
    {
        waiting.Add(message);
        waitingBytes += message.Data.Length;
    }

    /// <summary>Hands on what waits, unless somebody is at it, who then goes on with this.</summary>
    private void HandOn()
    {
        lock (gate)
        {
            if (handingOn)
                return;
            handingOn = true;
        }
        while (TryTake(out var told, out var delivery, out var to))
        {
            try
            {
                if (told is not null)
                    Tell(told);
                else
                    HandOn(delivery!, to.Span);
            }
            catch (Exception e)
            {
                // What one receiver does wrong must not stop the stream for the others.
                LogReceiverFailed(services.Logger, e, stream.Name);
            }
        }
    }

    private bool TryTake(out News? told, out StreamDelivery? delivery, out ReadOnlyMemory<Attachment> to)
    {
        lock (gate)
        {
            (told, delivery, to) = (news, null, default);
            news = null;
            if (told is not null)
                return true;
            if (missing.TryDequeue(out var lacked))
            {
                (to, delivery) = (new[] { lacked.To }, lacked.Delivery);
                return true;
            }
            if (waiting.Count == 0 || MustGather())
                return handingOn = false;
            StreamMessage[] messages = [.. waiting];
            waiting.Clear();
            waitingBytes = 0;
            (handedOn, handedOnAt) = (last, services.Clock.GetTimestamp());
            Remember(messages);
            to = receivers.Lend();
            delivery = new StreamDelivery(stream, kind, last!.Epoch, messages, to.Length);
            return true;
        }
    }

    private bool MustGather()
    {
        if (receivers.Count < GatherFrom || waitingBytes > GatherBytesMax || handedOnAt == 0)
            return false;
        var rest = GatherFor - services.Clock.GetElapsedTime(handedOnAt);
        if (rest <= TimeSpan.Zero)
            return false;
        gathered ??= services.Clock.CreateTimer(
            static watch => ((Watch)watch!).HandOn(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        gathered.Change(rest, Timeout.InfiniteTimeSpan);
        return true;
    }

    private void Remember(StreamMessage[] messages)
    {
        var kept = messages.AsSpan()[Math.Max(0, messages.Length - RecentMax)..];
        if (recent.Count + kept.Length > RecentMax)
            recent.RemoveRange(0, recent.Count + kept.Length - RecentMax);
        recent.AddRange(kept);
    }

    /// <summary>Who comes later than that asks the owner anyway.</summary>
    private void ForgetRecent()
    {
        lock (gate)
        {
            if (recent.Capacity == 0 || services.Clock.GetElapsedTime(handedOnAt) < WatchLimits.Renewal)
                return;
            recent.Clear();
            recent.Capacity = 0;
            waiting.Capacity = waiting.Count;
        }
    }

    private static void HandOn(StreamDelivery delivery, ReadOnlySpan<Attachment> to)
    {
        foreach (var attachment in to)
            HandOn(attachment, delivery);
        delivery.Shared?.Dispose();
    }

    private static void HandOn(Attachment attachment, StreamDelivery delivery)
    {
        var messages = delivery.Messages;
        var first = 0;
        while (first < messages.Length && messages[first].Seq <= attachment.After)
            first++;
        if (first == messages.Length)
            return;
        for (var i = first; i < messages.Length; i++)
        {
            if (messages[i].Ends is null || !attachment.Receiver.IsEndedBy(messages[i]))
                continue;
            attachment.Receiver.OnMessages(delivery, first, i + 1);
            End(attachment, StreamRefusals.AccessChanged);
            return;
        }
        attachment.Receiver.OnMessages(delivery, first, messages.Length);
    }

    private static void Tell(News told)
    {
        foreach (var attachment in told.To.Span)
        {
            if (told.EndedBecause is { } reason)
                End(attachment, reason);
            else if (attachment.Receiver.OnReset(told.GoesOnAfter!))
                attachment.After = told.GoesOnAfter!.Seq;
            else
                attachment.Detach();
        }
    }

    private static void End(Attachment attachment, string reason)
    {
        attachment.Detach();
        attachment.Receiver.OnEnded(reason);
    }

    /// <summary>Something that happened to the stream as a whole, and whom it concerns.</summary>
    private sealed record News(ReadOnlyMemory<Attachment> To, StreamCursor? GoesOnAfter, string? EndedBecause);

    [LoggerMessage(Level = LogLevel.Error, Message = "A receiver of {Stream} failed on a message.")]
    private static partial void LogReceiverFailed(ILogger logger, Exception e, StreamName stream);
}
