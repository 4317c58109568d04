using Academy.Silo.Lifecycle;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Academy.Silo.Observability;

/// <summary>Not ready before it has started, nor from the moment it is told to stop: new work goes elsewhere.</summary>
internal sealed class StoppingCheck(IHostApplicationLifetime lifetime, Draining draining) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            draining.HasBegun || lifetime.ApplicationStopping.IsCancellationRequested
                ? HealthCheckResult.Unhealthy("The process is stopping.")
            : lifetime.ApplicationStarted.IsCancellationRequested ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The process is starting.")
        );
}
