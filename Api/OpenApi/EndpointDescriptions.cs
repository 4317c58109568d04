using Academy.Api.Problems;
using Academy.Commands;

namespace Academy.Api.OpenApi;

/// <summary>
/// What the framework has no words for: the codes of the problems that an endpoint answers with, and query parameters
/// that an endpoint reads by itself.
/// </summary>
internal static class EndpointDescriptions
{
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params Refusal[] refusals) =>
        endpoint.ProducesProblems([
            .. refusals.Select(r => new ProblemKind(r.Code, Problem.StatusOf(r.Kind), r.Detail)),
        ]);

    public static RouteHandlerBuilder ProducesProblems(
        this RouteHandlerBuilder endpoint,
        params ProblemKind[] problems
    ) => endpoint.WithMetadata(new ProducesProblemsMetadata(problems));

    public static RouteHandlerBuilder WithQueryParameter(
        this RouteHandlerBuilder endpoint,
        string name,
        string description
    ) => endpoint.WithMetadata(new QueryParameter(name, description));
}

internal sealed record ProducesProblemsMetadata(IReadOnlyList<ProblemKind> Problems);

/// <summary>The body is a file, whose kind Content-Type says.</summary>
internal sealed record FileBody;

/// <summary>A parameter of the query, declared by the endpoint or by the type that reads it.</summary>
internal sealed record QueryParameter(string Name, string Description)
{
    /// <summary>Where a list goes on.</summary>
    public static readonly QueryParameter[] Page =
    [
        new("limit", $"Items on a page, 1 to {PageRequest.LimitMax}; {PageRequest.LimitDefault} when left out."),
        new("cursor", "The nextCursor of the previous page."),
    ];

    public static void AddTo(EndpointBuilder endpoint, params ReadOnlySpan<QueryParameter> parameters)
    {
        foreach (var parameter in parameters)
            endpoint.Metadata.Add(parameter);
    }
}
