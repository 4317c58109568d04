using Academy.Api.Accounts;
using Academy.Api.Authentication;
using Academy.Identifiers;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace Academy.Api.Traffic;

/// <summary>What stands between a socket and an endpoint: limits, headers, compression.</summary>
internal static class TrafficExtensions
{
    public static void AddTraffic(this WebApplicationBuilder builder)
    {
        builder.Services.AddRateLimits();
        builder.Services.AddSingleton<RequestLimiter>();
        builder.Services.AddSingleton<SignInGuard>();
        builder.Services.AddSingleton<RefreshCookie>();
        builder.Services.AddSingleton(provider => new KnownDevices(
            provider.GetRequiredService<DerivedKeys>().Of("academy devices"),
            provider.GetRequiredService<IdSource>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        builder.Services.AddRateLimiter(limiter => limiter.OnRejected = RequestLimiter.RefuseAsync);
        builder
            .Services.AddOptions<RateLimiterOptions>()
            .Configure<RequestLimiter>((options, limiter) => options.GlobalLimiter = limiter);
        builder.Services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true; // Answers never mix a secret with what a stranger can choose (BREACH).
            compression.MimeTypes =
            [
                .. ResponseCompressionDefaults.MimeTypes,
                "application/problem+json",
                "image/svg+xml",
            ];
        });
        builder.Services.AddSingleton<IResponseCompressionProvider, SizedCompression>();
        builder.Services.Configure<BrotliCompressionProviderOptions>(o =>
            o.Level = System.IO.Compression.CompressionLevel.Fastest
        );
        builder
            .Services.AddOptions<KnownProxies>()
            .BindConfiguration("Proxies")
            .Validate(
                proxies => proxies.AreNetworks,
                "Proxies__Known__0, … must be addresses or networks such as 10.1.0.0/16."
            )
            .ValidateOnStart();
        builder
            .Services.AddOptions<ForwardedHeadersOptions>()
            .PostConfigure<IOptions<KnownProxies>>((options, known) => known.Value.Apply(options));
        builder.Services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
    }

    /// <summary>What is counted, also where the framework's middleware is not.</summary>
    public static void AddRateLimits(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(RateLimits)))
            return;
        services
            .AddOptions<RateLimitOptions>()
            .BindConfiguration("RateLimiting")
            .Validate(options => options.IsValid, "The numbers and windows of RateLimiting__… must be positive.")
            .ValidateOnStart();
        services.AddSingleton<RateLimits>();
    }

    /// <summary>The framework's middleware, where there is anything to count: it costs each request 4 µs.</summary>
    public static void UseRateLimits(this WebApplication app)
    {
        if (app.Services.GetRequiredService<RateLimits>().Enabled)
            app.UseRateLimiter();
    }

    public static void UseTraffic(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        if (!app.Environment.IsDevelopment())
            app.UseHsts();
        app.UseResponseCompression();
    }
}
