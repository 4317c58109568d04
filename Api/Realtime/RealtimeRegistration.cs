using Academy.Api.Authentication;
using Academy.Api.Streams;
using Academy.Api.Traffic;
using Academy.Operations;
using Academy.Streams;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.SignalR;

namespace Academy.Api.Realtime;

internal static class RealtimeRegistration
{
    /// <summary>
    /// Adds the hub, and reads of streams by plain HTTP. Wants a grain factory, the stream provider <c>journal</c>, and
    /// a clock.
    /// </summary>
    public static IServiceCollection AddRealtime(this IServiceCollection services)
    {
        services.AddLogging(logging =>
            logging.AddFilter("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.None)
        ); // CallLimit does.
        services.AddRateLimits();
        services.AddSingleton<RealtimeMetrics>();
        services.AddSingleton<ISocketCount>(provider => provider.GetRequiredService<RealtimeMetrics>());
        services.AddSingleton<StreamFanOut>();
        services.AddSingleton<LatestSignals>();
        services.AddSingleton<PresenceReporter>();
        services.AddHostedService(provider => provider.GetRequiredService<PresenceReporter>());
        services.AddSingleton<PersonConnections>();
        services.AddSingleton<Sockets>();
        services.AddSingleton<LiveReads>();
        services.AddSingleton<LiveAnswers>();
        services.AddSingleton<StreamReads>();
        services.AddSingleton<SocketFarewell>();
        services.AddSingleton<Admission>();
        services.AddSingleton<OriginCheck>();
        services
            .AddOptions<HubOptions>()
            .BindConfiguration("Hub")
            .Validate(options => options.IsValid, "Hub__Origins__… must be origins: https://app.academy.example.")
            .ValidateOnStart();
        services.AddSingleton<Revoking>();
        services.AddSingleton<ISessions>(provider => provider.GetRequiredService<Revoking>());
        services.AddSingleton<HubLifetimeManager<AcademyHub>, HubLifetime>();
        services
            .AddSignalR(options =>
            {
                options.MaximumReceiveMessageSize = RealtimeLimits.ReceivedMessageMax;
                options.MaximumParallelInvocationsPerClient = RealtimeLimits.ParallelCalls;
                options.HandshakeTimeout = RealtimeLimits.Handshake;
                options.KeepAliveInterval = RealtimeLimits.KeepAlive;
                options.ClientTimeoutInterval = RealtimeLimits.ClientSilence;
                options.SupportedProtocols = ["json"];
                options.AddFilter<CallLimit>();
            })
            .AddJsonProtocol(options => options.PayloadSerializerOptions.Converters.Add(new UtcTimeConverter()));
        return services;
    }

    /// <summary>Makes this node follow what is revoked anywhere in the cluster.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="mayBeMissed">
    /// Whether others could revoke something without this node being told: it makes sure, and lets nobody in while it
    /// cannot.
    /// </param>
    public static IServiceCollection AddRevocations(this IServiceCollection services, bool mayBeMissed)
    {
        services.AddSingleton<RevocationWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<RevocationWatch>());
        if (mayBeMissed)
            services.AddHostedService<RevocationConfirmation>(); // It goes on from where the watch began.
        return services;
    }

    /// <summary>
    /// Maps the hub. WebSockets only: their token is shown once, so that the connection outlives it, and what is
    /// written to them is bounded by the client's reading.
    /// </summary>
    public static void MapRealtime(this IEndpointRouteBuilder endpoints)
    {
        var admission = endpoints.ServiceProvider.GetRequiredService<Admission>();
        var origins = endpoints.ServiceProvider.GetRequiredService<OriginCheck>();
        endpoints
            .MapHub<AcademyHub>("/hub", options => options.Transports = HttpTransportType.WebSockets)
            .RequireAuthorization(Access.SignedIn)
            .RequireRateLimit(RateGroup.Usual)
            .IsNoWrite()
            .Add(endpoint =>
            {
                endpoint.Metadata.Add(new HttpMethodMetadata(MethodsOf(((RouteEndpointBuilder)endpoint).RoutePattern)));
                var hub = endpoint.RequestDelegate!;
                endpoint.RequestDelegate = http =>
                {
                    HubWire.Install(http);
                    return origins.CheckAsync(http, allowed => admission.Admit(allowed, hub));
                };
            });
    }

    /// <summary>A WebSocket begins with GET, over HTTP/2 with CONNECT (RFC 8441).</summary>
    private static string[] MethodsOf(RoutePattern address) =>
        address.RawText!.EndsWith("/negotiate", StringComparison.Ordinal)
            ? [HttpMethods.Post]
            : [HttpMethods.Get, HttpMethods.Connect];
}
