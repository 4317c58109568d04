using Orleans;
using Orleans.Concurrency;

namespace Academy.Operations;

/// <summary>
/// What the processes of the cluster last said of themselves, kept in memory: wherever it is activated anew, they have told
/// it again two seconds later. Key: <see cref="ClusterReports.Key"/>.
/// </summary>
[Alias("operations.cluster-grain")]
public interface IClusterGrain : IGrainWithStringKey
{
    /// <summary>A process tells how it is. It does not wait: the next report follows soon.</summary>
    [OneWay, Alias("report")]
    Task Report(NodeReport report);

    /// <summary>The latest report of every process that sent one lately.</summary>
    [ReadOnly, Alias("latest")]
    Task<ClusterReports> Latest();
}

/// <summary>How a process of the cluster is.</summary>
/// <param name="Name">Its name, unique in the cluster.</param>
/// <param name="Generation">Which life of it.</param>
/// <param name="Role"><c>silo</c>, or <c>client</c> for one that hosts no grains.</param>
/// <param name="Release">What it runs.</param>
/// <param name="StartedAt">Since when, by its own clock.</param>
/// <param name="Window">The time that the counts are of.</param>
/// <param name="Requests">Requests that its grains began.</param>
/// <param name="Activations">Grains in memory.</param>
/// <param name="Waiting">Requests that wait in mailboxes.</param>
/// <param name="Deepest">Requests that wait in the fullest mailbox.</param>
/// <param name="Sockets">Clients that are connected to it.</param>
/// <param name="MemoryBytes">Memory that the process holds.</param>
/// <param name="Hottest">Its grains that began most requests.</param>
[GenerateSerializer, Immutable, Alias("operations.node-report")]
public sealed record NodeReport(
    [property: Id(0)] string Name,
    [property: Id(1)] long Generation,
    [property: Id(2)] string Role,
    [property: Id(3)] string Release,
    [property: Id(4)] DateTimeOffset StartedAt,
    [property: Id(5)] TimeSpan Window,
    [property: Id(6)] long Requests,
    [property: Id(7)] int Activations,
    [property: Id(8)] int Waiting,
    [property: Id(9)] int Deepest,
    [property: Id(10)] long Sockets,
    [property: Id(11)] long MemoryBytes,
    [property: Id(12)] IReadOnlyList<HotGrain> Hottest);

/// <param name="Type">Type of the grain, e.g. <c>user</c>.</param>
/// <param name="Key">Its key: organization/name.</param>
/// <param name="Requests">Requests that it began in the window of the report.</param>
/// <param name="Waiting">Requests that wait for it.</param>
[GenerateSerializer, Immutable, Alias("operations.hot-grain")]
public sealed record HotGrain(
    [property: Id(0)] string Type,
    [property: Id(1)] string Key,
    [property: Id(2)] int Requests,
    [property: Id(3)] int Waiting);

[GenerateSerializer, Immutable, Alias("operations.cluster-reports")]
public sealed record ClusterReports([property: Id(0)] IReadOnlyList<AgedReport> Nodes)
{
    public const string Key = "-/cluster";

    /// <summary>How often a process tells how it is.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>For how long a process that is silent is remembered.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    /// <summary>Grains that a report names.</summary>
    public const int HottestMax = 50;
}

/// <param name="Age">How long ago it came.</param>
[GenerateSerializer, Immutable, Alias("operations.aged-report")]
public sealed record AgedReport([property: Id(0)] NodeReport Report, [property: Id(1)] TimeSpan Age);
