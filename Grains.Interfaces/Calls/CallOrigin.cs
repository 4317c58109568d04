using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Academy.Calls;

/// <summary>
/// What a grain call began with; the journal keeps it with the events, whether anybody collects traces or not. A call
/// with a <c>Caller</c> carries it there. Other calls carry it in the <see cref="RequestContext"/>, which Orleans
/// copies for every message and every answer: too dear for the hot path.
/// </summary>
/// <param name="Trace">W3C's trace id of the request from outside.</param>
/// <param name="Cause">The event that led to the call through the outbox; null when no event did.</param>
[GenerateSerializer, Immutable, Alias("calls.origin")]
public sealed record CallOrigin([property: Id(0)] Guid Trace, [property: Id(1)] string? Cause)
{
    private const string Key = "academy.origin";

    /// <summary>What this call carries in its context.</summary>
    public static CallOrigin? Carried => RequestContext.Get(Key) as CallOrigin;

    /// <summary>Has the calls that follow from here carry it in their context.</summary>
    public void Carry()
    {
        if (Carried != this)
            RequestContext.Set(Key, this);
    }
}
