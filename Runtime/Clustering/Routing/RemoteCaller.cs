using Academy.Runtime.Calls;

namespace Academy.Runtime.Clustering.Routing;

/// <summary>Stands for a caller in another process, in the place of the calling request: the answer leaves through it.</summary>
internal sealed class RemoteCaller(IncomingCalls calls, long id, int hops) : AnswerSink
{
    internal override string Name => "a call from another process";

    /// <summary>The call's number on its connection; 0: nobody waits.</summary>
    internal long Id => id;

    /// <summary>How often a call that nobody waits for was sent on.</summary>
    internal int Hops => hops;

    /// <summary>Is set when the call was sent with the caller's cancellation.</summary>
    internal CancellationTokenSource? Cancellation { get; set; }

    internal override void Succeeded(GrainRequest request) => calls.Answer(this, request);

    internal override void Failed(GrainRequest request, Exception exception) => calls.Answer(this, exception);

    internal override void NotHere(GrainRequest request) => calls.Reject(this, Rejection.WrongOwner);
}

/// <summary>Why a call was not begun. The numbers are the protocol.</summary>
internal enum Rejection : byte
{
    /// <summary>The grain lives elsewhere, by the view whose version comes with it.</summary>
    WrongOwner = 1,

    /// <summary>Too many calls are under way.</summary>
    Overloaded = 2,
}

/// <summary>How a call ended, in the frame that says so. The numbers are the protocol.</summary>
internal enum Ending : byte
{
    /// <summary>The result follows.</summary>
    Answered = 1,

    /// <summary>The exception follows.</summary>
    Failed = 2,

    /// <summary>It was not begun; the <see cref="Rejection"/> and the version of the view follow.</summary>
    Rejected = 3,
}
