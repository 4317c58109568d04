using Academy.Runtime.Calls;
using Orleans.Runtime;

namespace Academy.Runtime.Clustering.Routing;

/// <summary>A call on its way to another process, from the first attempt to its end.</summary>
internal sealed class RemoteCall(GrainReference target, GrainRequest request, int deadline)
{
    private const int Sending = 0;
    private const int Gone = 1;
    private const int Lost = 2;

    private int _state;

    internal GrainReference Target => target;

    internal GrainRequest Request => request;

    /// <summary>The tick of the runtime's clock at which nobody waits any more.</summary>
    internal int Deadline => deadline;

    /// <summary>When it was sent, for the figures.</summary>
    internal long Start { get; set; }

    /// <summary>Withdraws the caller's cancellation from the peer's business.</summary>
    internal CancellationTokenRegistration Cancellation { get; set; }

    /// <summary>Whether it was begun elsewhere, so that a repeat may do it twice.</summary>
    internal bool MayHaveBegun { get; set; }

    internal bool IsOver(int now) => deadline <= now || request.Answered;

    /// <summary>Another attempt begins.</summary>
    internal void Renew() => Volatile.Write(ref _state, Sending);

    /// <summary>It was sent. False: its connection was lost meanwhile, and nobody has dealt with that.</summary>
    internal bool MarkSent() => Interlocked.CompareExchange(ref _state, Gone, Sending) == Sending;

    /// <summary>Its connection was lost. False: it is just being sent, and the sender will see.</summary>
    internal bool MarkLost() => Interlocked.CompareExchange(ref _state, Lost, Sending) == Gone;
}
