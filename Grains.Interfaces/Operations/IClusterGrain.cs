using Orleans;
using Orleans.Concurrency;

namespace Academy.Operations;

/// <summary>
/// What the processes of the cluster last said of themselves, kept in memory: wherever it is activated anew, they have
/// told it again two seconds later. Key: <see cref="ClusterReports.Key"/>.
/// </summary>
[Alias("operations.cluster-grain")]
public interface IClusterGrain : IGrainWithStringKey
{
    /// <summary>A process tells how it is. It does not wait: the next report follows soon.</summary>
    [OneWay, Alias("report")]
    Task Report(NodeReport report);

    /// <summary>
    /// The members as the grain's silo knows them, and the latest report of every process that sent one lately.
    /// </summary>
    [ReadOnly, Alias("latest")]
    Task<ClusterReports> Latest();
}

/// <summary>How a process of the cluster is.</summary>
/// <param name="Name">Its name, unique in the cluster.</param>
/// <param name="Address">A silo's address, which is of one life; of a client its name.</param>
/// <param name="Role"><c>silo</c>, or <c>client</c> for one that hosts no grains.</param>
/// <param name="Release">What it runs.</param>
/// <param name="StartedAt">Since when, by its own clock.</param>
/// <param name="CpuPercent">Of all processors that it has, since its last report.</param>
/// <param name="MemoryBytes">Memory that the process holds.</param>
/// <param name="Sockets">Clients that are connected to it.</param>
[GenerateSerializer, Immutable, Alias("operations.node-report")]
public sealed record NodeReport(
    [property: Id(0)] string Name,
    [property: Id(1)] string Address,
    [property: Id(2)] string Role,
    [property: Id(3)] string Release,
    [property: Id(4)] DateTimeOffset StartedAt,
    [property: Id(5)] double CpuPercent,
    [property: Id(6)] long MemoryBytes,
    [property: Id(7)] long Sockets
);

/// <param name="Version">Of the membership: one more at every change.</param>
/// <param name="Silos">Living members; dead ones only while somebody might look for them.</param>
[GenerateSerializer, Immutable, Alias("operations.cluster-reports")]
public sealed record ClusterReports(
    [property: Id(0)] long Version,
    [property: Id(1)] IReadOnlyList<SiloMember> Silos,
    [property: Id(2)] IReadOnlyList<AgedReport> Nodes
)
{
    public const string Key = "-/cluster";

    /// <summary>How often a process tells how it is.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>For how long a process that is silent is remembered.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);
}

/// <param name="Status"><c>joining</c>, <c>active</c>, <c>leaving</c> or <c>dead</c>.</param>
[GenerateSerializer, Immutable, Alias("operations.silo-member")]
public sealed record SiloMember(
    [property: Id(0)] string Name,
    [property: Id(1)] string Address,
    [property: Id(2)] string Status
);

/// <param name="Age">How long ago it came.</param>
[GenerateSerializer, Immutable, Alias("operations.aged-report")]
public sealed record AgedReport([property: Id(0)] NodeReport Report, [property: Id(1)] TimeSpan Age);
