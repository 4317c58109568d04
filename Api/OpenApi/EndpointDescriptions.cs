using Academy.Api.Problems;
using Academy.Api.Requests;
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

    /// <summary>Says that a list's order may change while it is read, and by what.</summary>
    public static RouteHandlerBuilder OrderedBy(this RouteHandlerBuilder list, string movableKey) =>
        list.WithMetadata(new MovableList(movableKey))
            .WithDescription(
                $"Ordered by {movableKey}, which may change while the list is read: asOf says when its first page was; "
                    + "what moved up since then is on no later page, and an item may come twice: tell them apart by id."
            );
}

internal sealed record ProducesProblemsMetadata(IReadOnlyList<ProblemKind> Problems);

/// <summary>The body is a file, whose kind Content-Type says.</summary>
internal sealed record FileBody;

/// <summary>A parameter of the query, declared by the endpoint or by the type that reads it.</summary>
/// <param name="Narrows">Whether it says what is in the list, and not only where a page of it begins.</param>
internal sealed record QueryParameter(string Name, string Description, bool Narrows = true)
{
    /// <summary>Where a list goes on.</summary>
    public static readonly QueryParameter[] Page =
    [
        new("limit", $"Items on a page, 1 to {PageRequest.LimitMax}; {PageRequest.LimitDefault} when left out.", false),
        new("cursor", "The nextCursor of the previous page; with the filter of that page.", false),
    ];

    public static void AddTo(EndpointBuilder endpoint, params ReadOnlySpan<QueryParameter> parameters)
    {
        foreach (var parameter in parameters)
            endpoint.Metadata.Add(parameter);
    }
}
