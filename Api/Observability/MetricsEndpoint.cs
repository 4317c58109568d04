using Academy.Api.Composition;
using Microsoft.Extensions.Options;

namespace Academy.Api.Observability;

/// <summary>
/// <c>/metrics</c>, for Prometheus: on a port of its own (<see cref="MetricsPort"/>), or in Development, where nobody
/// named one, on the port that everybody uses.
/// </summary>
internal static class MetricsEndpoint
{
    public static void AddMetrics(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<MetricsOptions>()
            .Bind(builder.Configuration.GetSection("Metrics"))
            .Validate(
                options => options.IsAddress,
                "Metrics__Url must be an address such as http://127.0.0.1:9464 or http://+:9464."
            )
            .ValidateOnStart();
        builder.Services.AddSingleton<MetricsPort>();
        builder.Services.AddHostedService(services => services.GetRequiredService<MetricsPort>());
    }

    public static void MapMetrics(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<MetricsOptions>>();
        if (app.Environment.IsDevelopment() && string.IsNullOrEmpty(options.Value.Url))
            Hosting.MapMetrics(app, app.Services).AllowAnonymous();
    }
}

internal sealed class MetricsOptions
{
    /// <summary>Where Prometheus asks; not for the outside.</summary>
    public string? Url { get; set; }

    public bool IsAddress
    {
        get
        {
            try
            {
                return string.IsNullOrEmpty(Url) || BindingAddress.Parse(Url) is { Scheme: "http", PathBase: "" };
            }
            catch (FormatException)
            {
                return false;
            }
        }
    }
}
