using Microsoft.Extensions.Hosting;

namespace Academy.Runtime.Hosting;

/// <summary>Stops the runtime with its host.</summary>
internal sealed class RuntimeLifetime(GrainRuntime runtime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => runtime.StopAsync(cancellationToken);
}
