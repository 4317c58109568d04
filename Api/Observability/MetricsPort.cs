using Academy.Api.Composition;
using Microsoft.Extensions.Options;

namespace Academy.Api.Observability;

/// <summary>
/// A small Kestrel beside the server, with <c>/metrics</c> and nothing else: what listens for everybody does not have
/// it.
/// </summary>
internal sealed partial class MetricsPort(
    IOptions<MetricsOptions> options,
    IServiceProvider services,
    ILoggerFactory logs,
    ILogger<MetricsPort> logger
) : IHostedService, IAsyncDisposable
{
    private WebApplication? web;

    /// <summary>Null: it does not listen.</summary>
    public Uri? Address => web is null ? null : new(web.Urls.First());

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Url is not { Length: > 0 } url)
            return;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls(url);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(logs);
        builder.Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        web = builder.Build();
        web.UseRouting();
        Hosting.MapMetrics(web, services);
        await web.StartAsync(cancellationToken);
        var address = web.Urls.First();
        LogListening(logger, address);
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        web?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => web?.DisposeAsync() ?? default;

    [LoggerMessage(Level = LogLevel.Information, Message = "Metrics are at {Url}/metrics")]
    private static partial void LogListening(ILogger logger, string url);
}
