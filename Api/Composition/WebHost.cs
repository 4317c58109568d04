using System.Text.Json.Serialization;
using Academy.Api.Answers;
using Academy.Api.Chat;
using Academy.Api.Learning;
using Academy.Api.Requests;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Academy.Api.Composition;

/// <summary>The web host: where it looks, what it logs, how it reads and writes.</summary>
internal static class WebHost
{
    /// <summary>Connections that wait to be accepted; the system's own limit (<c>somaxconn</c>) may be lower.</summary>
    private const int ConnectionsWaitingMax = 4_096;

    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        return WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = args,
                ContentRootPath = Hosting.ContentRoot,
                WebRootPath = Places.WebRoot,
                EnvironmentName = Hosting.EnvironmentName,
            }
        );
    }

    /// <summary>The same environment and folder for what is no web host: as switches.</summary>
    public static string[] Surroundings() =>
        [
            $"--contentRoot={Hosting.ContentRoot}",
            .. Hosting.EnvironmentName is { } name ? [$"--environment={name}"] : Array.Empty<string>(),
        ];

    public static void AddWeb(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyLimits.DrainedBytesMax;
        });
        // When a server comes back, so does everybody: they wait here rather than find the door shut.
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.Backlog = ConnectionsWaitingMax);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            // What the OpenAPI document is told: numbers are numbers, and what is not nullable is there.
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(1, ChatJson.Default);
        });
        builder.Services.Configure<RouteOptions>(routing =>
        {
            routing.SetParameterPolicy<IdConstraint>(IdConstraint.Name);
            routing.SetParameterPolicy<PageConstraint>(PageConstraint.Name);
        });
        builder.Services.AddSingleton<EnrollmentReading>();
    }
}
