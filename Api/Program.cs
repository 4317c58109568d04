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

internal static class Program
{
    private static async Task<int> Main(string[] args) =>
        await SubCommands.RunAsync(args) ?? await StartErrors.RunAsync(() => ComposeAsync(WebHost.CreateBuilder(args)));

    internal static async Task<WebApplication> ComposeAsync(WebApplicationBuilder builder)
    {
        builder.AddWeb();
        builder.AddAccess();
        var hasOthers = await builder.AddSiloAsync();
        builder.AddTraffic();
        builder.AddMetrics();
        builder.Services.AddProblems();
        builder.Services.AddOpenApiDescription();
        builder.Services.AddFileLinks();
        builder.Services.AddRealtime();
        builder.Services.AddRevocations(mayBeMissed: hasOthers);

        var app = builder.Build();
        app.UseTraffic();
        app.UseProblems();
        app.UseWebClient();
        app.UseRouting();
        app.UseRouteTable();
        app.UsePages();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimits();

        var api = app.MapApi("/api/v1");
        api.MapAccounts();
        api.MapCatalog();
        api.MapLearning();
        api.MapGamification();
        api.MapChat();
        api.MapStreams();
        api.MapOperations();

        app.MapDashboard();
        app.MapRealtime();
        app.MapJwks();
        app.MapOpenApiDescription();
        app.MapApiReference();
        app.MapHealth();
        app.MapMetrics();
        return app;
    }
}
