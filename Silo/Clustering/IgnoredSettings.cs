using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Academy.Silo.Clustering;

/// <summary>
/// Warns of settings of earlier releases that mean nothing any more: whoever gives them relies on them.
/// </summary>
internal sealed partial class IgnoredSettings(IConfiguration configuration, ILogger<IgnoredSettings> logger)
    : IHostedService
{
    private static readonly (string Setting, string Instead)[] Gone =
    [
        ("Cluster:Secret", "processes prove who they are by Cluster__Tls__Certificate"),
        ("Reminders:Enabled", "it is Housekeeping__Enabled"),
    ];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (setting, instead) in Gone)
        {
            if (configuration[setting] is { Length: > 0 })
                LogIgnored(logger, setting.Replace(":", "__", StringComparison.Ordinal), instead);
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Setting} is ignored: {Instead}.")]
    private static partial void LogIgnored(ILogger logger, string setting, string instead);
}
