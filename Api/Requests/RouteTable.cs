using Academy.Api.Problems;
using Microsoft.AspNetCore.Routing.Template;

namespace Academy.Api.Requests;

/// <summary>
/// What routing leaves without an endpoint, it leaves for one of three reasons, and only this class tells them apart:
/// HEAD of an address that can be read is a GET without a body; another method of an address that exists is 405, with
/// what the table has for it; an address that does not exist is 404, whatever the method.
/// </summary>
/// <remarks>
/// The framework's own 405 is not used: it compares literals only, so that a path whose id is none is said to exist.
/// </remarks>
internal sealed class RouteTable(EndpointDataSource endpoints, ParameterPolicyFactory policies)
{
    private readonly Lazy<Route[]> routes = new(() =>
        [.. endpoints.Endpoints.OfType<RouteEndpoint>().Select(endpoint => new Route(endpoint, policies))]
    );

    public Task RouteAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint() is RouteEndpoint)
            return next(http);
        var method = http.Request.Method;
        var known = Array.FindAll(routes.Value, route => route.Matches(http, out _));
        if (known.Length == 0)
        {
            http.SetEndpoint(null);
            return next(http);
        }
        if (Array.Exists(known, route => route.Takes(method)))
            return next(http); // Routing refuses it for another reason: its media type.
        if (HttpMethods.IsHead(method) && BestOf(known) is { } read)
        {
            read.Matches(http, out var values);
            http.Request.RouteValues = values;
            http.SetEndpoint(read.Endpoint);
            return next(http);
        }
        http.Response.Headers.Allow = string.Join(", ", AllowedBy(known));
        var detail = known.Select(route => route.Endpoint.Metadata.GetMetadata<OtherMethods>()?.Detail);
        return ProblemWriter.WriteAsync(
            http,
            ApiProblems.MethodNotAllowed.Problem(detail.FirstOrDefault(text => text is not null))
        );
    }

    private static Route? BestOf(Route[] known) =>
        known
            .Where(route => route.Takes(HttpMethods.Get))
            .MinBy(route => (route.Endpoint.Order, route.Endpoint.RoutePattern.InboundPrecedence));

    private static IEnumerable<string> AllowedBy(Route[] known)
    {
        var methods = known.SelectMany(route => route.Methods).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (methods.Contains(HttpMethods.Get))
            methods.Add(HttpMethods.Head);
        return methods.Order(StringComparer.Ordinal);
    }

    private sealed class Route
    {
        private readonly TemplateMatcher matcher;
        private readonly (string Parameter, IRouteConstraint Constraint)[] constraints;

        public Route(RouteEndpoint endpoint, ParameterPolicyFactory policies)
        {
            var pattern = endpoint.RoutePattern;
            Endpoint = endpoint;
            Methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];
            matcher = new TemplateMatcher(new RouteTemplate(pattern), new RouteValueDictionary(pattern.Defaults));
            constraints =
            [
                .. pattern
                    .ParameterPolicies.SelectMany(
                        of => of.Value,
                        (of, policy) => (of.Key, policies.Create(pattern.GetParameter(of.Key), policy))
                    )
                    .Where(of => of.Item2 is IRouteConstraint)
                    .Select(of => (of.Key, (IRouteConstraint)of.Item2)),
            ];
        }

        public RouteEndpoint Endpoint { get; }

        /// <summary>None: every method.</summary>
        public IReadOnlyList<string> Methods { get; }

        public bool Takes(string method) =>
            Methods.Count == 0 || Methods.Contains(method, StringComparer.OrdinalIgnoreCase);

        public bool Matches(HttpContext http, out RouteValueDictionary values)
        {
            var found = values = [];
            return matcher.TryMatch(http.Request.Path, found)
                && Array.TrueForAll(constraints, of =>
                    of.Constraint.Match(http, null, of.Parameter, found, RouteDirection.IncomingRequest)
                );
        }
    }
}

/// <summary>Metadata: what a 405 says of this address instead of the usual.</summary>
internal sealed record OtherMethods(string Detail);

internal static class RouteTableExtensions
{
    /// <summary>Comes after routing, and before whoever asks for a token.</summary>
    public static void UseRouteTable(this WebApplication app)
    {
        var table = new RouteTable(
            app.Services.GetRequiredService<EndpointDataSource>(),
            app.Services.GetRequiredService<ParameterPolicyFactory>()
        );
        app.Use(next => http => table.RouteAsync(http, next));
    }
}
