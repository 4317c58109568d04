using System.Diagnostics;
using Academy.Calls;
using Academy.Commands;
using Academy.Journal;
using Academy.Journal.Outbox;
using Orleans;
using Orleans.CodeGeneration;
using Orleans.Runtime;

namespace Academy.Silo.Calls;

/// <summary>
/// Tells grains what a call from outside belongs to: the trace of the request or of the outbox's attempt. What only
/// reads leaves nothing behind that could be looked up, and grains pass on what they were called with.
/// </summary>
internal sealed class OriginFilter : IOutgoingGrainCallFilter
{
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (
            context.SourceContext is null
            && Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity
            && context.Request is IRequest request
            && (request.Options & InvokeMethodOptions.ReadOnly) == InvokeMethodOptions.None
        )
            Pass(request, new CallOrigin(Cause.CorrelationOf(activity.TraceId), OutboxActivity.CauseOf(activity)));
        return context.Invoke();
    }

    private static void Pass(IRequest request, CallOrigin origin)
    {
        if (request.GetArgumentCount() > 0 && request.GetArgument(0) is Caller caller)
            request.SetArgument(0, caller with { Origin = origin });
        else
            origin.Carry();
    }
}
