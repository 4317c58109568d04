using Academy.Runtime.Clustering;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Academy.Silo.Membership;

/// <summary>Ready is a silo that is a member, and a client that sees a silo.</summary>
internal sealed class ClusterCheck(IClusterMembership membership) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            membership.Self is null ? HealthCheckResult.Unhealthy("Not yet a member of the cluster.")
            : membership.Removed.IsCompleted ? HealthCheckResult.Unhealthy("No member of the cluster any more.")
            : membership.View.Owners.Count == 0 ? HealthCheckResult.Unhealthy("The cluster has no silo.")
            : HealthCheckResult.Healthy());
}
