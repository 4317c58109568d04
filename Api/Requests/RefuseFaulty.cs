using Academy.Api.Problems;

namespace Academy.Api.Requests;

/// <summary>Answers for the endpoint when one of its arguments is at fault, so that no endpoint has to ask.</summary>
internal sealed class RefuseFaulty : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        for (var i = 0; i < context.Arguments.Count; i++)
        {
            if (context.Arguments[i] is IFaulty { Fault: { } fault })
                return new(new ProblemResult(fault));
        }
        return next(context);
    }
}
