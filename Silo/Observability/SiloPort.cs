using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Academy.Silo.Observability;

/// <summary>Where a silo listens for operators.</summary>
internal sealed class SiloPortOptions
{
    /// <summary>
    /// Loopback and any free port by default; in a container <c>http://+:8081</c>. Not for the outside.
    /// </summary>
    public string HttpUrl { get; set; } = "http://127.0.0.1:0";

    public bool IsAddress
    {
        get
        {
            try
            {
                return BindingAddress.Parse(HttpUrl) is { Scheme: "http", PathBase: "" };
            }
            catch (FormatException)
            {
                return false;
            }
        }
    }
}

/// <summary>
/// What probes and Prometheus ask of a silo. A small Kestrel beside the host: the silo itself is no web application,
/// and its probes answer from the moment the process lives, before the journal and the grains are there.
/// </summary>
internal sealed partial class SiloPort(
    IOptions<SiloPortOptions> options,
    HealthCheckService health,
    IServiceProvider host,
    ILoggerFactory logs,
    ILogger<SiloPort> logger
) : IHostedLifecycleService, IAsyncDisposable
{
    private WebApplication? web;

    /// <summary>Before anything that takes time.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel => kestrel.AddServerHeader = false)
            .UseUrls(options.Value.HttpUrl);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(health);
        builder.Services.AddSingleton(logs);
        // The silo's own host says where it runs and when.
        builder.Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        web = builder.Build();
        web.UseRouting();
        web.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        web.MapHealthChecks("/health/ready");
        web.MapMetrics(host);
        await web.StartAsync(cancellationToken);
        var url = web.Urls.First();
        LogListening(logger, url);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After everything else has stopped: the drain is watched to its end.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (web is not null)
            await web.StopAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => web?.DisposeAsync() ?? default;

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo answers operators at {Url}")]
    private static partial void LogListening(ILogger logger, string url);
}
