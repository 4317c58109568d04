using Orleans.Runtime;

namespace Academy.Calls;

/// <summary>
/// What a grain call began with. It travels with the call, and with those that follow from it, up to the journal,
/// whether anybody collects traces or not.
/// </summary>
public static class CallOrigin
{
    private const string TraceKey = "academy.trace";
    private const string CauseKey = "academy.cause";

    /// <summary>W3C's trace id of the request from outside.</summary>
    public static Guid? Trace => RequestContext.Get(TraceKey) as Guid?;

    /// <summary>The event that led to the call through the outbox; null when nobody's event did.</summary>
    public static string? Cause => RequestContext.Get(CauseKey) as string;

    /// <summary>Says it for the calls that follow from here.</summary>
    public static void Set(Guid trace, string? cause)
    {
        if (Trace != trace)
            RequestContext.Set(TraceKey, trace);
        if (cause is not null)
            RequestContext.Set(CauseKey, cause);
        else if (Cause is not null)
            RequestContext.Remove(CauseKey);
    }
}
