using Academy.Streams;

namespace Academy.Api.Realtime;

/// <summary>How far a subscription is.</summary>
internal enum Phase
{
    /// <summary>Its owner is being asked.</summary>
    Joining,

    /// <summary>It holds; the answer that says so is not written yet.</summary>
    Answered,

    /// <summary>The answer is on its way to the client, so that <c>Ended</c> may follow.</summary>
    Told,
}

/// <summary>
/// One connection's subscription to one stream: takes what the node's watch brings, and queues it to the connection.
/// </summary>
internal sealed class Subscription(Socket socket, StreamName name, StreamKind kind, string stream, StreamFanOut fanOut)
    : IStreamReceiver
{
    private IAttachment? attachment;

    public Socket Socket => socket;

    public StreamName Name => name;

    public StreamKind Kind => kind;

    /// <summary>The stream, as the client names it.</summary>
    public string Stream => stream;

    /// <summary>The socket's count of changed access when the owner was asked.</summary>
    public int Access { get; set; }

    /// <summary>Guarded by the socket's lock.</summary>
    public Phase Phase { get; set; }

    /// <summary>
    /// Called once its answer is on its way to the client: what is signalled from then on reaches it. Must not wait.
    /// </summary>
    public Action? OnTold { get; set; }

    /// <summary>Why the server ended it; guarded by the socket's lock.</summary>
    public string? EndReason { get; set; }

    /// <summary>Nothing of it is sent any more; guarded by the outgoing queue's lock.</summary>
    public bool IsOver { get; set; }

    /// <summary>It may have been ended before this is known.</summary>
    public void Attached(IAttachment attached)
    {
        Interlocked.Exchange(ref attachment, attached);
        if (IsOver)
            attached.Detach();
    }

    public void Detach()
    {
        Interlocked.MemoryBarrier(); // First it is over, then this is looked at.
        Volatile.Read(ref attachment)?.Detach();
    }

    bool IStreamReceiver.TryBegin() => fanOut.TryBegin(this);

    bool IStreamReceiver.IsEndedBy(StreamMessage message) => message.Ends?.Contains(socket.Caller.User) == true;

    void IStreamReceiver.OnMessages(StreamDelivery delivery, int first, int end)
    {
        var shared = fanOut.Shared(delivery);
        var frame =
            end - first == delivery.Messages.Length ? shared.Whole(delivery) : shared.Part(delivery, first, end);
        var mustPump = kind.IsVersionedView ? socket.Outgoing.AddLatest(this, frame) : socket.Outgoing.Add(frame, this);
        shared.Queued(socket.Outgoing, mustPump);
    }

    /// <summary>Who is being answered this very moment learns of it with the next one.</summary>
    void IStreamReceiver.OnSignal(SignalDelivery delivery)
    {
        if (Phase != Phase.Told)
            return;
        var shared = fanOut.Shared(delivery);
        if (socket.Outgoing.AddSignal(this, delivery.Signal.Key, shared.Whole(delivery)))
            shared.Queued(socket.Outgoing, mustPump: true);
    }

    /// <summary>The client subscribes again, and gets a snapshot.</summary>
    bool IStreamReceiver.OnReset(StreamCursor goesOnAfter)
    {
        fanOut.End(this, StreamRefusals.Reset);
        return false;
    }

    void IStreamReceiver.OnEnded(string reason) => fanOut.End(this, reason);
}
