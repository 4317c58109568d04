using Academy.Commands;

namespace Academy.Api.Problems;

/// <summary>
/// A problem as an endpoint's result. Unlike the framework's it has a code of the catalogue, which the endpoint
/// declares by <c>ProducesProblems</c>.
/// </summary>
internal sealed class ProblemResult(Problem problem) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => problem.Kind.Status;

    public static ProblemResult Of(ProblemKind kind) => new(kind.Problem());

    public static ProblemResult Of(Refusal refusal) => new(Problem.Of(refusal));

    public Task ExecuteAsync(HttpContext httpContext) => ProblemWriter.WriteAsync(httpContext, problem);
}
