using Microsoft.AspNetCore.Http.Features;

namespace Academy.Api.Problems;

internal static class ProblemRegistration
{
    /// <summary>Every failure is answered by a problem of the catalogue, also those that the framework finds.</summary>
    public static IServiceCollection AddProblems(this IServiceCollection services) =>
        services
            .AddSingleton<IProblemDetailsWriter, BareStatusWriter>()
            .AddProblemDetails()
            .AddExceptionHandler<ProblemHandler>();

    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) =>
        app.UseExceptionHandler().UseStatusCodePages();
}

/// <summary>Says in a problem document what the framework says by a bare status.</summary>
internal sealed class BareStatusWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        // A WebSocket handshake that was refused has no body.
        return http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            ? ValueTask.CompletedTask
            : new(ProblemWriter.WriteAsync(http, ApiProblems.OfStatus(http.Response.StatusCode)));
    }
}
