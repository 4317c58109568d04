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

/// <summary>One connection's subscription to one stream.</summary>
internal sealed class Subscription(Socket socket, string stream)
{
    private long after;
    private bool isLive;

    public Socket Socket => socket;

    /// <summary>The stream, as the client names it.</summary>
    public string Stream => stream;

    /// <summary>Messages up to this number are not sent: the client has them, or gets them with its answer.</summary>
    public long After
    {
        get => Volatile.Read(ref after);
        set => Volatile.Write(ref after, value);
    }

    /// <summary>
    /// Its answer is known, so what is pushed goes to the client. Before, it is kept in <see cref="Held"/>: nothing that the answer
    /// covers may come after it.
    /// </summary>
    public bool IsLive
    {
        get => Volatile.Read(ref isLive);
        set => Volatile.Write(ref isLive, value);
    }

    /// <summary>What was pushed while its owner was asked; guarded by the relay's lock.</summary>
    public List<StreamMessage>? Held { get; set; }

    /// <summary>The relay that it is attached to.</summary>
    public StreamRelay? Relay { get; set; }

    /// <summary>From this place on the relay has everything for it; guarded by the relay's lock.</summary>
    public StreamCursor? AttachedAt { get; set; }

    /// <summary>Where it is among the relay's receivers; guarded by the relay's lock.</summary>
    public int Place { get; set; } = Receivers.Nowhere;

    /// <summary>Guarded by the socket's lock; becomes <see cref="Phase.Answered"/> under the relay's as well.</summary>
    public Phase Phase { get; set; }

    /// <summary>Called once its answer is on its way to the client: what is signalled from then on reaches it. Must not wait.</summary>
    public Action? OnTold { get; set; }

    /// <summary>Why the server ended it; guarded by the socket's lock.</summary>
    public string? EndReason { get; set; }

    /// <summary>Nothing of it is sent any more; guarded by the outgoing queue's lock.</summary>
    public bool IsOver { get; set; }
}
