using Academy.Accounts;
using Academy.Api.Authentication;
using Academy.Commands;
using Academy.Operations;

namespace Academy.Api.Operations;

/// <summary>
/// The route opens to admins by the power of their role. Such a request is written down before it is answered; one of
/// an admin to whom it would open anyway, as the instructor of the course or a member of the room, is not.
/// </summary>
/// <param name="IsRelated">Whether it would open anyway.</param>
internal sealed record Audited(Func<HttpContext, Caller, ValueTask<bool>> IsRelated);

/// <summary>Writes down what <see cref="Audited"/> routes answer to admins.</summary>
internal sealed class AuditFilter(IAuditTrail trail) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (
            http.GetEndpoint() is RouteEndpoint endpoint
            && endpoint.Metadata.GetMetadata<Audited>() is { } audited
            && http.TicketOrNull()?.Caller is { Role: Role.Admin } caller
            && !await audited.IsRelated(http, caller)
        )
            await trail.Record(
                caller,
                $"{http.Request.Method} {endpoint.RoutePattern.RawText}",
                IdsOf(http.Request),
                http.RequestAborted
            );
        return await next(context);
    }

    /// <summary>Of the address and the query, which may have words besides: those are nobody's to keep.</summary>
    private static Dictionary<string, string> IdsOf(HttpRequest request)
    {
        var ids = request.RouteValues.ToDictionary(v => v.Key, v => $"{v.Value}", StringComparer.Ordinal);
        foreach (var (name, value) in request.Query)
        {
            if (Guid.TryParseExact(value, "D", out var id))
                ids.TryAdd(name, id.ToString());
        }
        return ids;
    }
}

internal static class AuditedRoutes
{
    /// <summary>Every request of an admin is written down.</summary>
    public static TBuilder Audited<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.AuditedUnless(static (_, _) => new(false));

    /// <summary>Requests of admins are written down, but for those to whom it would open anyway.</summary>
    public static TBuilder AuditedUnless<TBuilder>(
        this TBuilder route,
        Func<HttpContext, Caller, ValueTask<bool>> isRelated
    )
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new Audited(isRelated)).AddEndpointFilter<TBuilder, AuditFilter>();

    /// <summary>An id of the address.</summary>
    public static Guid? RouteId(this HttpContext http, string name) =>
        Guid.TryParseExact(http.Request.RouteValues[name] as string, "D", out var id) ? id : null;
}
