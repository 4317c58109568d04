using System.Diagnostics.CodeAnalysis;

namespace Academy.Api.Requests;

/// <summary>The route constraint <c>:id</c>: a UUID of 36 characters. What is none has no address: 404.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "Made by routing.")]
internal sealed class IdConstraint : IRouteConstraint
{
    public const string Name = "id";

    public bool Match(
        HttpContext? httpContext,
        IRouter? route,
        string routeKey,
        RouteValueDictionary values,
        RouteDirection routeDirection
    ) => values.TryGetValue(routeKey, out var value) && value is string text && Guid.TryParseExact(text, "D", out _);
}
