using Academy.Streams;

namespace Academy.Api.Realtime;

/// <summary>One connection's subscription to one stream.</summary>
internal sealed class Subscription(Socket socket, string stream)
{
    private long after;

    public Socket Socket => socket;

    /// <summary>The stream, as the client names it.</summary>
    public string Stream => stream;

    /// <summary>Messages up to this number are not sent: the client has them, or gets them with its answer.</summary>
    public long After
    {
        get => Volatile.Read(ref after);
        set => Volatile.Write(ref after, value);
    }

    /// <summary>The relay that it is attached to.</summary>
    public StreamRelay? Relay { get; set; }

    /// <summary>From this place on the relay sends everything to it; guarded by the relay's lock.</summary>
    public StreamPosition? AttachedAt { get; set; }

    /// <summary>Its answer is known; guarded by the relay's lock.</summary>
    public bool Answered { get; set; }
}
