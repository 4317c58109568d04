using Academy.Api.Operations;
using Academy.Api.Requests;
using Academy.Api.Traffic;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Academy.Api.Composition;

/// <summary>The web host: where its files are, what it logs, what it accepts.</summary>
internal static class WebHost
{
    /// <summary>Connections that wait to be accepted; the system's own limit (<c>somaxconn</c>) may be lower.</summary>
    private const int ConnectionsWaitingMax = 4_096;

    public static WebApplicationBuilder CreateBuilder(string[] args) =>
        WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = args,
                ContentRootPath = Hosting.ContentRoot,
                WebRootPath = Places.WebRoot,
                EnvironmentName = Hosting.EnvironmentName,
            }
        );

    /// <summary>The same environment and folder for what is no web host: as switches.</summary>
    public static string[] Surroundings() =>
        [
            $"--contentRoot={Hosting.ContentRoot}",
            .. Hosting.EnvironmentName is { } name ? [$"--environment={name}"] : Array.Empty<string>(),
        ];

    public static void AddWeb(this WebApplicationBuilder builder)
    {
        builder.QuietUntilStarted();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyLimits.DrainedBytesMax;
        });
        // When a server comes back, all its clients do, too: they wait here until they are accepted.
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.Backlog = ConnectionsWaitingMax);
        builder.Services.Configure<RouteOptions>(routing =>
            routing.SetParameterPolicy<IdConstraint>(IdConstraint.Name)
        );
    }

    /// <summary>The group of all endpoints of the interface.</summary>
    public static RouteGroupBuilder MapApi(this WebApplication app, string prefix) =>
        app.MapGroup(prefix).RequireRateLimit(RateGroup.Usual).AddEndpointFilter<RouteGroupBuilder, RefuseFaulty>();
}
