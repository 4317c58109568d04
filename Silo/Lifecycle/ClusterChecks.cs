using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Runtime;

namespace Academy.Silo.Lifecycle;

/// <summary>Ready is a silo that all members take for one of theirs.</summary>
internal sealed class SiloCheck(IClusterMembershipService membership, ILocalSiloDetails silo) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            membership.CurrentSnapshot.GetSiloStatus(silo.SiloAddress) switch
            {
                SiloStatus.Active => HealthCheckResult.Healthy(),
                SiloStatus.None or SiloStatus.Created or SiloStatus.Joining => HealthCheckResult.Unhealthy(
                    "Not yet a member of the cluster."
                ),
                _ => HealthCheckResult.Unhealthy("No member of the cluster any more."),
            }
        );
}

/// <summary>Ready is a client that is connected to a silo.</summary>
internal sealed class ClientCheck(GatewaySight gateways) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            gateways.SeesSilo
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("No silo of the cluster can be reached.")
        );
}
