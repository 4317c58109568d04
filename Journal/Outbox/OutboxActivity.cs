using System.Diagnostics;

namespace Academy.Journal.Outbox;

/// <summary>
/// The activity of an attempt, in the trace of the request that left the row. Calls and writes of the attempt belong to
/// that trace, too.
/// </summary>
public static class OutboxActivity
{
    private const string CauseTag = "academy.cause";

    private static readonly ActivitySource Source = new("Academy.Outbox");

    /// <summary>Begins it, also when traces are not collected.</summary>
    internal static Activity Begin(OutboxWork work)
    {
        var context = work.Correlation is { } correlation
            ? new ActivityContext(Cause.TraceOf(correlation), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None)
            : default;
        var activity = Source.StartActivity(work.Kind, ActivityKind.Consumer, context)
            ?? Unobserved(work.Kind, context);
        return activity.SetTag(CauseTag, Cause.OfEvent(work.SourceStream, work.SourceSeq));
    }

    /// <summary>
    /// The event that caused an activity; null if the activity did not begin with an outbox row.
    /// </summary>
    public static string? CauseOf(Activity activity)
    {
        for (var within = activity; within is not null; within = within.Parent)
        {
            if (within.GetTagItem(CauseTag) is string cause)
                return cause;
        }
        return null;
    }

    private static Activity Unobserved(string kind, ActivityContext context)
    {
        var activity = new Activity(kind);
        if (context != default)
            activity.SetParentId(context.TraceId, context.SpanId, context.TraceFlags);
        return activity.Start();
    }
}
