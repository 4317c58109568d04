using Academy.Operations;
using Orleans.Runtime;

namespace Academy.Silo.Observability;

/// <summary>The silos as Orleans's membership has them in this one.</summary>
internal sealed class OrleansRoster(IClusterMembershipService membership) : IClusterRoster
{
    public (long Version, IReadOnlyList<SiloMember> Silos) Read()
    {
        var snapshot = membership.CurrentSnapshot;
        return (
            snapshot.Version.Value,
            [
                .. snapshot
                    .Members.Values.Select(member => new SiloMember(
                        member.Name,
                        member.SiloAddress.ToParsableString(),
                        Said(member.Status)
                    ))
                    .OrderBy(silo => silo.Name, StringComparer.Ordinal),
            ]
        );
    }

    private static string Said(SiloStatus status) =>
        status switch
        {
            SiloStatus.Active => "active",
            SiloStatus.ShuttingDown or SiloStatus.Stopping => "leaving",
            SiloStatus.Dead => "dead",
            _ => "joining",
        };
}
