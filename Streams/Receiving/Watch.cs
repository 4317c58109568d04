namespace Academy.Streams.Receiving;

/// <summary>
/// One watched stream on this node, with the one account of it: the last message known, what arrived too early, what
/// waits to be handed on, and who has got what. What arrives twice is dropped. By parts: <c>.Asking</c> (the owner, for
/// what is missing), <c>.HandingOn</c> (to the receivers).
/// </summary>
internal sealed partial class Watch(
    WatchedStream stream,
    StreamKind kind,
    IStreamExtension owner,
    IStreamWatcher watcher,
    long number,
    WatchServices services
)
{
    /// <summary>How long a watch outlives its last receiver, so that a page that is reloaded does not churn.</summary>
    internal static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    /// <summary>Messages kept beyond a gap; the owner is asked again for more.</summary>
    private const int EarlyMax = 1_000;

    private readonly Lock gate = new();
    private readonly List<(string Epoch, StreamMessage Message)> early = [];
    private readonly Receivers receivers = new();
    private StreamCursor? last;
    private bool askAgain;
    private long idleSince = services.Clock.GetTimestamp();

    public WatchedStream Stream => stream;

    /// <summary>Its number among all that this node ever watched.</summary>
    public long Number => number;

    public int ReceiverCount
    {
        get
        {
            lock (gate)
                return receivers.Count;
        }
    }

    /// <summary>
    /// Attaches a receiver that has everything up to the position, or, without one, that begins now; null when the
    /// watch has been given up.
    /// </summary>
    /// <exception cref="StreamEndedException">The owner refuses the watch.</exception>
    public async ValueTask<(Attaching Outcome, Attachment? Attachment)?> TryAttach(
        IStreamReceiver receiver,
        StreamCursor? answered
    )
    {
        if (IsOfAnotherEpoch(answered))
            await Ask();
        Attachment attachment;
        Task? asked = null;
        lock (gate)
        {
            if (closed is not null)
                return null;
            last ??= answered;
            handedOn ??= answered;
            var missed = answered is null ? [] : MissedSince(answered);
            if (missed is null || missed.Exists(receiver.IsEndedBy))
                return (Attaching.AskAgain, null);
            if (!receiver.TryBegin())
                return (Attaching.NotBegun, null);
            attachment = new Attachment(this, receiver, (answered ?? handedOn)?.Seq ?? 0);
            receivers.Add(attachment);
            if (missed.Count > 0)
                missing.Enqueue(
                    (attachment, new StreamDelivery(stream, kind, answered!.Epoch, [.. missed], receivers: 1))
                );
            if (!begun)
                asked = Ask();
            else if (answered is not null && answered.Seq > last!.Seq)
                _ = Renew(); // This node has not heard of what the owner answered with.
        }
        HandOn();
        if (asked is null)
            return (Attaching.Attached, attachment);
        try
        {
            await asked;
            return (Attaching.Attached, attachment);
        }
        catch
        {
            attachment.Detach();
            throw;
        }
    }

    public void Detach(Attachment attachment)
    {
        lock (gate)
        {
            if (receivers.Remove(attachment))
                idleSince = services.Clock.GetTimestamp();
        }
    }

    /// <summary>Messages that the owner published.</summary>
    public void Accept(string epoch, IReadOnlyList<StreamMessage> messages)
    {
        bool gap;
        lock (gate)
            gap = !Continue(epoch, messages);
        HandOn();
        if (gap)
            _ = Renew();
    }

    /// <summary>
    /// Takes up what continues the last message, and keeps what is early; false when something is missing. Of a
    /// versioned view whatever is newer continues it.
    /// </summary>
    private bool Continue(string epoch, IReadOnlyList<StreamMessage> messages)
    {
        if (last is null || last.Epoch != epoch)
            return Keep(epoch, messages, from: 0);
        var start = 0;
        while (start < messages.Count && messages[start].Seq <= last.Seq)
            start++;
        var end = start;
        while (end < messages.Count && (kind.IsVersionedView || messages[end].Seq == last.Seq + 1 + (end - start)))
            Await(messages[end++]);
        if (end > start)
            last = new StreamCursor(epoch, messages[end - 1].Seq);
        return end == messages.Count || Keep(epoch, messages, end);
    }

    private bool Keep(string epoch, IReadOnlyList<StreamMessage> messages, int from)
    {
        if (early.Count + messages.Count - from > EarlyMax)
            askAgain = true;
        else
            early.AddRange(messages.Skip(from).Select(message => (epoch, message)));
        return false;
    }

    private bool ContinueWithEarly()
    {
        var messages = early.ToArray();
        var whole = !askAgain;
        askAgain = false;
        early.Clear();
        foreach (var (epoch, message) in messages)
            whole &= epoch != last!.Epoch || Continue(epoch, [message]);
        return whole;
    }

    /// <summary>The stream goes on after the position, and nobody can say what lies before it.</summary>
    /// <param name="announced">Whether anybody was told of another position before.</param>
    private void GoOnAfter(StreamCursor position, bool announced)
    {
        last = handedOn = position;
        missing.Clear();
        waiting.Clear();
        recent.Clear();
        waitingBytes = 0;
        if (announced)
        {
            news = new News(receivers.Lend(), position, EndedBecause: null);
            return;
        }
        foreach (var attachment in receivers.Lend().Span)
            attachment.After = position.Seq;
    }

    private bool IsOfAnotherEpoch(StreamCursor? answered)
    {
        lock (gate)
            return begun && answered is not null && answered.Epoch != last!.Epoch;
    }

    /// <summary>What was handed on after the position; null: more than is remembered.</summary>
    private List<StreamMessage>? MissedSince(StreamCursor answered)
    {
        if (answered.Epoch != handedOn!.Epoch)
            return null;
        if (answered.Seq >= handedOn.Seq)
            return [];
        if (recent.Count == 0)
            return null;
        // Of a view the latest is all there is.
        if (kind.IsVersionedView)
            return [recent[^1]];
        return recent[0].Seq <= answered.Seq + 1 ? recent.FindAll(message => message.Seq > answered.Seq) : null;
    }
}
