using Academy.Api.Problems;
using Academy.Commands;

namespace Academy.Api.OpenApi;

/// <summary>The words in which the endpoint tables say what an endpoint takes, answers and refuses.</summary>
internal static class EndpointDescriptions
{
    public static RouteHandlerBuilder Says(this RouteHandlerBuilder endpoint, string summary) =>
        endpoint.WithSummary(summary);

    public static RouteHandlerBuilder Takes<TBody>(this RouteHandlerBuilder endpoint)
        where TBody : notnull => endpoint.Accepts<TBody>("application/json");

    /// <summary>The body is a file, whose kind Content-Type says.</summary>
    public static RouteHandlerBuilder TakesFile(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new FileBody());

    public static RouteHandlerBuilder Answers<TAnswer>(
        this RouteHandlerBuilder endpoint,
        int status = StatusCodes.Status200OK
    ) => endpoint.Produces<TAnswer>(status, "application/json");

    public static RouteHandlerBuilder Answers(this RouteHandlerBuilder endpoint, int status) =>
        endpoint.Produces(status);

    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params Refusal[] refusals) =>
        endpoint.Refuses([.. refusals.Select(r => new ProblemKind(r.Code, Problem.StatusOf(r.Kind), r.Detail))]);

    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ProblemKind[] problems) =>
        endpoint.WithMetadata(new RefusedWith(problems));

    public static RouteHandlerBuilder Paged(this RouteHandlerBuilder endpoint) =>
        endpoint
            .Queried(
                "limit",
                $"Items on a page, 1 to {PageRequest.LimitMax}; {PageRequest.LimitDefault} when left out."
            )
            .Queried("cursor", "The nextCursor of the previous page.");

    public static RouteHandlerBuilder Queried(this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.WithMetadata(new QueryParameter(name, description));
}

internal sealed record RefusedWith(IReadOnlyList<ProblemKind> Problems);

internal sealed record FileBody;

internal sealed record QueryParameter(string Name, string Description);
