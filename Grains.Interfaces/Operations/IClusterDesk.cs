using System.Text.Json;
using Academy.Accounts;
using Academy.Commands;

namespace Academy.Operations;

/// <summary>
/// The cluster as it is now. Admins of <see cref="OrganizationId.Default"/> run the platform and see its processes and its own
/// grains; any admin sees the grains of his organization.
/// </summary>
public interface IClusterDesk
{
    Task<ClusterState> Cluster(OrganizationId organization, CancellationToken cancellationToken);

    /// <summary>What a grain has in memory, and what it last wrote. That somebody looked is logged.</summary>
    Task<Outcome<GrainState>> Grain(
        Caller caller, string type, OrganizationId organization, string name, CancellationToken cancellationToken);
}

/// <summary>Who belongs to the cluster, as this process knows it.</summary>
public interface IClusterRoster
{
    /// <summary>Null where a single process is the cluster.</summary>
    RosterView? Read();

    /// <summary>Name of the silo where a grain lives; null if nobody knows.</summary>
    string? OwnerOf(string type, string key);
}

/// <param name="Version">One more at every change.</param>
/// <param name="IsSettled">Every member knows it, and grains have moved accordingly.</param>
/// <param name="Members">By name.</param>
public sealed record RosterView(long Version, bool IsSettled, IReadOnlyList<RosterMember> Members);

/// <param name="Role"><c>silo</c> or <c>client</c>.</param>
/// <param name="Status"><c>active</c> or <c>leaving</c>.</param>
public sealed record RosterMember(string Name, long Generation, string Role, string Status);

/// <summary>How many clients are connected to this process.</summary>
public interface ISocketCount
{
    long Open { get; }
}

/// <param name="Version">Of the membership; 0 where a single process is the cluster.</param>
/// <param name="Settled">Every process knows this version, and grains have moved accordingly.</param>
/// <param name="Members">Processes, by name; empty for admins of other organizations than the platform's.</param>
/// <param name="Hottest">The grains that began most requests lately, the hottest first.</param>
public sealed record ClusterState(long Version, bool Settled, IReadOnlyList<MemberRow> Members, IReadOnlyList<HotGrainRow> Hottest);

/// <summary>A process of the cluster. What it has not told lately is null.</summary>
/// <param name="Generation">Which life of it; a later one is greater.</param>
/// <param name="Role"><c>silo</c>, or <c>client</c> for one that hosts no grains.</param>
/// <param name="Status"><c>active</c>, <c>leaving</c>, or <c>silent</c> when it is a member and tells nothing.</param>
/// <param name="Release">What it runs.</param>
/// <param name="LeaseSeconds">For how long it may still answer unless it renews its lease; null of a process that has none.</param>
/// <param name="Activations">Grains in memory.</param>
/// <param name="RequestsPerSecond">Requests that its grains began lately.</param>
/// <param name="Waiting">Requests that wait in mailboxes.</param>
/// <param name="Deepest">Requests that wait in the fullest mailbox.</param>
/// <param name="Sockets">Clients that are connected.</param>
/// <param name="ReportedAgo">Seconds since it last told how it is.</param>
public sealed record MemberRow(
    string Name, long Generation, string Role, string Status, string? Release, DateTimeOffset? StartedAt, double? LeaseSeconds, int? Activations,
    double? RequestsPerSecond, int? Waiting, int? Deepest, long? Sockets, long? MemoryBytes, double? ReportedAgo);

/// <param name="Name">The grain's name in its organization.</param>
/// <param name="Member">The process where it is.</param>
/// <param name="Waiting">Requests that wait for it.</param>
/// <param name="Inspected">Whether its state can be looked at.</param>
public sealed record HotGrainRow(
    string Type, string Organization, string Name, string Member, double RequestsPerSecond, int Waiting, bool Inspected);

/// <summary>A grain as it is, and what it last wrote.</summary>
/// <param name="Member">The silo where it lives; null if there is only one.</param>
/// <param name="Stream">Its stream in the journal; null if it has none.</param>
/// <param name="Seq">The number of the latest event in the state.</param>
/// <param name="Bytes">Bytes of the state as JSON.</param>
/// <param name="State">Without secrets; null if it is too large to be shown.</param>
/// <param name="Events">The latest, newest first.</param>
/// <param name="Commands">The latest, newest first; those without an id are not recorded.</param>
public sealed record GrainState(
    string Type, string Organization, string Name, string? Member, string? Stream, long Seq, long Bytes, JsonElement? State,
    IReadOnlyList<StoredEvent> Events, IReadOnlyList<StoredCommand> Commands);

/// <summary>An event as the journal has it, without secrets.</summary>
public sealed record StoredEvent(long Seq, string Type, int Version, string Actor, DateTimeOffset At, JsonElement Data);

/// <param name="Id">The client's idempotency key.</param>
/// <param name="FirstSeq">The number of the first event that it caused.</param>
/// <param name="LastSeq">The number of the last.</param>
public sealed record StoredCommand(string Id, string Actor, long FirstSeq, long LastSeq, DateTimeOffset At);
