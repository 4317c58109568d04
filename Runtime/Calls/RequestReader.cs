using Academy.Runtime.Serialization;

namespace Academy.Runtime.Calls;

/// <summary>Makes a request of a method from the arguments that were written elsewhere.</summary>
/// <exception cref="WireFormatException">The bytes are not the method's arguments.</exception>
public delegate GrainRequest RequestReader(ref WireReader reader);

/// <summary>Where the answer of a request goes whose caller is in another process. It stands in the place of the calling
/// request.</summary>
internal abstract class AnswerSink : Mailboxes.Request
{
    private protected AnswerSink() => IsSink = true;

    /// <summary>The request is answered: <see cref="GrainRequest.WriteResult"/> has the result. Called once, within the
    /// grain's turn: it must not block.</summary>
    internal abstract void Succeeded(GrainRequest request);

    /// <summary>The request failed. Called once, on any thread.</summary>
    internal abstract void Failed(GrainRequest request, Exception exception);

    /// <summary>The request was not begun, for its grain is not here. Called once, on any thread.</summary>
    internal abstract void NotHere(GrainRequest request);

    internal sealed override bool Start(Mailboxes.Mailbox mailbox) =>
        throw new NotSupportedException("A caller elsewhere has no turns here.");

    internal sealed override void Fail(Exception exception) =>
        throw new NotSupportedException("A caller elsewhere is told through its request.");

    internal sealed override void Expire(Mailboxes.Mailbox mailbox) =>
        throw new NotSupportedException("A caller elsewhere has no deadline here.");
}
