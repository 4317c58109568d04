using Orleans.Streams;

namespace Academy.Streams;

/// <summary>
/// Whom a node hands a stream's messages to: in order, each once, in the moment in which they arrive. So it must not
/// wait for anything.
/// </summary>
public interface IStreamReceiver
{
    /// <summary>
    /// The last word before it is attached, under the stream's lock: false, and it is not. From here on it gets
    /// whatever follows.
    /// </summary>
    bool TryBegin();

    /// <summary>Whether the message is the last one that it may see (<see cref="StreamMessage.Ends"/>).</summary>
    bool IsEndedBy(StreamMessage message);

    /// <summary>Messages <paramref name="first"/> to <paramref name="end"/> (exclusive) of the delivery.</summary>
    void OnMessages(StreamDelivery delivery, int first, int end);

    void OnSignal(SignalDelivery delivery);

    /// <summary>
    /// What lies between the last message and this position cannot be had message by message (another epoch, or too
    /// much).
    /// </summary>
    /// <returns>Whether it goes on after the position; else it is detached.</returns>
    bool OnReset(StreamCursor goesOnAfter);

    /// <summary>It is detached, for the reason given.</summary>
    void OnEnded(string reason);
}

/// <summary>What all receivers of a stream on this node get at once, and what they make of it together.</summary>
/// <param name="receivers">How many they are.</param>
public abstract class Delivery(WatchedStream stream, int receivers)
{
    public WatchedStream Stream => stream;

    public int Receivers => receivers;

    /// <summary>
    /// Made by the first receiver that needs it, used by all that follow, one after the other; disposed of when all
    /// have got the delivery.
    /// </summary>
    public IDisposable? Shared { get; set; }
}

/// <summary>Messages of one epoch, in order.</summary>
/// <param name="kind">Of the stream.</param>
public sealed class StreamDelivery(
    WatchedStream stream,
    StreamKind kind,
    string epoch,
    StreamMessage[] messages,
    int receivers
) : Delivery(stream, receivers)
{
    public StreamKind Kind => kind;

    public string Epoch => epoch;

    public ReadOnlySpan<StreamMessage> Messages => messages;
}

public sealed class SignalDelivery(WatchedStream stream, StreamSignal signal, int receivers)
    : Delivery(stream, receivers)
{
    public StreamSignal Signal => signal;
}

/// <summary>What came of an attempt to attach a receiver.</summary>
public enum Attaching
{
    /// <summary>Everything above the position reaches it.</summary>
    Attached,

    /// <summary>
    /// The node is past the position, further than it remembers, or what the receiver may see changed there: the owner
    /// is to be asked again.
    /// </summary>
    AskAgain,

    /// <summary>The receiver did not begin.</summary>
    NotBegun,
}

/// <summary>A receiver's place at a stream.</summary>
public interface IAttachment
{
    /// <summary>Nothing is handed to it any more, but what is on its way.</summary>
    void Detach();
}

/// <summary>
/// A stream of the provider <see cref="JournalStream.Provider"/>, as one sees it who wants it without a queue of its
/// own.
/// </summary>
public interface IJournalStream : IAsyncStream<StreamMessage>
{
    /// <summary>Attaches a receiver whom the stream's owner has answered with everything up to the position.</summary>
    /// <exception cref="StreamEndedException">The stream's owner refuses the watch, or no grain owns such a
    /// stream.</exception>
    ValueTask<(Attaching Outcome, IAttachment? Attachment)> Attach(IStreamReceiver receiver, StreamCursor answered);
}
