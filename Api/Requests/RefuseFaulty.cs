using Academy.Api.Problems;
using Academy.Api.Traffic;

namespace Academy.Api.Requests;

/// <summary>Answers for the endpoint when one of its arguments is at fault, so that no endpoint has to ask.</summary>
internal sealed class RefuseFaulty(RateLimits limits) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        for (var i = 0; i < context.Arguments.Count; i++)
        {
            if (context.Arguments[i] is IFaulty { Fault: { } fault })
                return new(
                    Counts(context.HttpContext) ? new ProblemResult(fault) : ProblemResult.Of(ApiProblems.RateLimited)
                );
        }
        return next(context);
    }

    /// <summary>
    /// Where the endpoint would have counted by what the body says, one that says nothing counts here.
    /// </summary>
    private bool Counts(HttpContext http)
    {
        var group = http.GetEndpoint()?.Metadata.GetMetadata<RateGroupMetadata>()?.Group;
        if (!limits.Enabled || group != RateGroup.ByBody)
            return true;
        var lease = limits.TakeUnknown(http);
        http.Tell(lease);
        return lease.Granted;
    }
}
