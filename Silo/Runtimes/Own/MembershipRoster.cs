using System.Diagnostics.Metrics;
using Academy.Operations;
using Academy.Runtime.Clustering;
using Orleans.Runtime;

namespace Academy.Silo.Runtimes;

/// <summary>The members as this process knows them, for operators; and the meter <c>Academy.Cluster</c> of them.</summary>
internal sealed class MembershipRoster : IClusterRoster
{
    private readonly IClusterMembership? membership;

    /// <param name="membership">Null where a single process is the cluster.</param>
    /// <param name="meters">Where the meter is made.</param>
    public MembershipRoster(IClusterMembership? membership, IMeterFactory meters)
    {
        this.membership = membership;
        if (membership is null)
            return;
        var meter = meters.Create("Academy.Cluster");
        meter.CreateObservableGauge(
            "academy.cluster.version", () => membership.View.Version, "{version}", "The version of the membership that this process has adopted.");
        meter.CreateObservableGauge(
            "academy.cluster.settled", () => membership.View.IsSettled ? 1 : 0, "{view}", "1 when every silo has given up what that version places elsewhere.");
        meter.CreateObservableGauge("academy.cluster.members", Members, "{member}", "Members, by role and status.");
    }

    public RosterView? Read() => membership?.View is { } view
        ? new RosterView(view.Version, view.IsSettled, [.. view.Members.Select(Row)])
        : null;

    public string? OwnerOf(string type, string key) =>
        membership?.View.OwnerOf(new GrainId(GrainType.Create(type), IdSpan.Create(key)))?.Name;

    public static string Said(MemberRole role) => role == MemberRole.Silo ? "silo" : "client";

    private static string Said(MemberStatus status) => status == MemberStatus.Active ? "active" : "leaving";

    private static RosterMember Row(Member member) =>
        new(member.Address.Name, member.Address.Generation, Said(member.Role), Said(member.Status));

    private IEnumerable<Measurement<int>> Members() => membership!.View.Members
        .CountBy(member => (member.Role, member.Status))
        .Select(count => new Measurement<int>(
            count.Value, new("role", Said(count.Key.Role)), new KeyValuePair<string, object?>("status", Said(count.Key.Status))));
}
