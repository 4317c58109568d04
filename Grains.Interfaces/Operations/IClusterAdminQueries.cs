using System.Text.Json;
using Academy.Accounts;
using Academy.Commands;

namespace Academy.Operations;

/// <summary>
/// The cluster as it is now. Admins of <see cref="OrganizationId.Default"/> run the platform and see its processes and
/// its own grains; any admin sees the grains of their organization.
/// </summary>
public interface IClusterAdminQueries
{
    Task<ClusterState> Cluster(OrganizationId organization, CancellationToken cancellationToken);

    /// <summary>What a grain has in memory, and what it last wrote. That somebody looked is logged.</summary>
    Task<Outcome<GrainState>> Grain(
        Caller caller,
        string type,
        OrganizationId organization,
        string name,
        CancellationToken cancellationToken
    );
}

/// <summary>Which silos belong to the cluster, as this one knows it.</summary>
public interface IClusterRoster
{
    (long Version, IReadOnlyList<SiloMember> Silos) Read();
}

/// <summary>How many clients are connected to this process.</summary>
public interface ISocketCount
{
    long Open { get; }
}

/// <param name="Version">Of the membership: one more at every change.</param>
/// <param name="Members">Processes, by name; empty for admins of other organizations than the platform's.</param>
/// <param name="Types">Types of grains that are in memory, the most first; empty for the same.</param>
public sealed record ClusterState(long Version, IReadOnlyList<MemberRow> Members, IReadOnlyList<GrainTypeRow> Types);

/// <summary>A process of the cluster. What it has not told lately is null.</summary>
/// <param name="Address">A silo's address, which is of one life; of a client its name.</param>
/// <param name="Role"><c>silo</c>, or <c>client</c> for one that hosts no grains.</param>
/// <param name="Status">
/// <c>joining</c>, <c>active</c>, <c>leaving</c>, <c>dead</c>, or <c>silent</c> when it is a member and tells nothing.
/// </param>
/// <param name="Release">What it runs.</param>
/// <param name="LeaseSeconds">For how long it may still answer unless it renews its lease; null of a process that has
/// none.</param>
/// <param name="Activations">Grains in memory.</param>
/// <param name="CpuPercent">Of all processors that it has.</param>
/// <param name="Sockets">Clients that are connected.</param>
/// <param name="ReportedAgo">Seconds since it last told how it is.</param>
public sealed record MemberRow(
    string Name,
    string Address,
    string Role,
    string Status,
    string? Release,
    DateTimeOffset? StartedAt,
    double? LeaseSeconds,
    int? Activations,
    double? CpuPercent,
    long? Sockets,
    long? MemoryBytes,
    double? ReportedAgo
);

/// <param name="Type">As it is looked at by, e.g. <c>chatroom</c>.</param>
/// <param name="Activations">In memory, on all silos.</param>
/// <param name="Most">The silo that has most of them.</param>
/// <param name="MostActivations">How many it has.</param>
/// <param name="Inspected">Whether their state can be looked at.</param>
public sealed record GrainTypeRow(string Type, int Activations, string Most, int MostActivations, bool Inspected);

/// <summary>A grain as it is, and what it last wrote.</summary>
/// <param name="Member">The silo where it is; null if it is not in memory.</param>
/// <param name="Stream">Its stream in the journal; null if it has none.</param>
/// <param name="Seq">The number of the latest event in the state.</param>
/// <param name="Bytes">Bytes of the state as JSON.</param>
/// <param name="State">Without secrets; null if it is too large to be shown.</param>
/// <param name="Events">The latest, newest first.</param>
/// <param name="Commands">The latest, newest first; those without an id are not recorded.</param>
public sealed record GrainState(
    string Type,
    string Organization,
    string Name,
    string? Member,
    string? Stream,
    long Seq,
    long Bytes,
    JsonElement? State,
    IReadOnlyList<StoredEvent> Events,
    IReadOnlyList<StoredCommand> Commands
);

/// <summary>An event as the journal has it, without secrets.</summary>
public sealed record StoredEvent(long Seq, string Type, int Version, string Actor, DateTimeOffset At, JsonElement Data);

/// <param name="Id">The client's idempotency key.</param>
/// <param name="FirstSeq">The number of the first event that it caused.</param>
/// <param name="LastSeq">The number of the last.</param>
public sealed record StoredCommand(string Id, string Actor, long FirstSeq, long LastSeq, DateTimeOffset At);
