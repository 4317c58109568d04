using Academy.Api.Accounts;
using Academy.Api.Authentication;
using Academy.Api.Catalog;
using Academy.Api.Chat;
using Academy.Api.Composition;
using Academy.Api.Gamification;
using Academy.Api.Learning;
using Academy.Api.Observability;
using Academy.Api.OpenApi;
using Academy.Api.Operations;
using Academy.Api.Problems;
using Academy.Api.Realtime;
using Academy.Api.Requests;
using Academy.Api.Streams;
using Academy.Api.Traffic;

namespace Academy.Api;

/// <summary>The web host, as a table of contents.</summary>
internal static class AcademyHost
{
    internal static async Task<WebApplication> ComposeAsync(WebApplicationBuilder builder)
    {
        builder.QuietUntilStarted();
        builder.AddAccessTokens();
        var hasOthers = await builder.AddSiloAsync();
        builder.AddWeb();
        builder.AddTraffic();
        builder.AddOpenApiDescription();
        builder.Services.AddRealtime();
        builder.Services.AddRevocations();
        if (hasOthers)
            builder.Services.AddConfirmedRevocations();

        var app = builder.Build();
        app.UseTraffic();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseWebClient();
        app.UseRouting();
        app.UseMiddleware<AccessCheck>();
        app.UseMiddleware<RateLimitMiddleware>();

        var api = app.MapGroup("/api/v1").Limited(RateGroup.Usual).AddEndpointFilter<RouteGroupBuilder, RefuseFaulty>();
        api.MapAccounts();
        api.MapDemo();
        api.MapCatalog();
        api.MapEnrollments();
        api.MapProgress();
        api.MapGamification();
        api.MapChat();
        api.MapStreams();
        api.MapOperations();
        app.MapDashboard(api);

        app.MapRealtime();
        app.MapJwks();
        app.MapOpenApiDescription();
        app.MapHealth();
        app.MapMetrics();
        app.MapWebClient();
        return app;
    }
}
