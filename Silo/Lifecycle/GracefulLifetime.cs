using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Academy.Silo.Lifecycle;

/// <summary>
/// The life of the host from its start to the signal that ends it. The framework's own begins to stop at once, and with
/// it SignalR closes all connections in the same moment; here the process drains first. A second signal does not wait
/// for that.
/// </summary>
internal sealed partial class GracefulLifetime(
    IHostApplicationLifetime application,
    Draining draining,
    ILogger<GracefulLifetime> logger
) : IHostLifetime, IDisposable
{
    private PosixSignalRegistration[] signals = [];
    private int signalled;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        PosixSignal[] endings = [PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGTERM];
        signals = [.. endings.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
        application.ApplicationStarted.Register(() => LogStarted(logger));
        application.ApplicationStopping.Register(() => LogStopping(logger));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var signal in signals)
            signal.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref signalled) > 1 || !application.ApplicationStarted.IsCancellationRequested)
            application.StopApplication();
        else
            _ = DrainAndStopAsync();
    }

    private async Task DrainAndStopAsync()
    {
        await draining.RunAsync();
        application.StopApplication();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Application started. Press Ctrl+C to shut down.")]
    private static partial void LogStarted(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Application is shutting down...")]
    private static partial void LogStopping(ILogger logger);
}
