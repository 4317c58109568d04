using System.Reflection;

namespace Academy.Journal;

/// <summary>Settings and limits of the journal; every limit is here.</summary>
public sealed class JournalOptions
{
    /// <summary>Connection string; required before start.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Name of this process in the fence table, unique among those that live.</summary>
    public string Silo { get; set; } = "silo";

    /// <summary>
    /// No other process writes to this database. Fences that exist at the start are of earlier processes.
    /// </summary>
    public bool IsAlone { get; set; }

    /// <summary>
    /// Whether this process writes. If not, it has no fence and no lease; it only migrates and reads.
    /// </summary>
    public bool Writes { get; set; } = true;

    /// <summary>
    /// Connections that write batches. A stream always uses the same one, so its appends commit in order. Fewer
    /// connections mean larger batches, which cost the database less. With a single one, database and server would take
    /// turns waiting for each other.
    /// </summary>
    public int Writers { get; set; } = Math.Clamp(Environment.ProcessorCount / 4, 2, 4);

    /// <summary>Appends in one batch at most.</summary>
    public int BatchMax { get; set; } = 1_000;

    /// <summary>Appends that may wait for a batch; above it <see cref="JournalOverloadedException"/>.</summary>
    public int QueueMax { get; set; } = 20_000;

    /// <summary>Bytes of JSON that may wait for a batch; above it <see cref="JournalOverloadedException"/>.</summary>
    public long QueueBytesMax { get; set; } = 256 * 1024 * 1024;

    /// <summary>Bytes of JSON that one event may have.</summary>
    public int EventBytesMax { get; set; } = 512 * 1024;

    /// <summary>
    /// Bytes of JSON in one batch, approximately: the append that exceeds it is the last of the batch.
    /// </summary>
    public int BatchBytesMax { get; set; } = 4 * 1024 * 1024;

    /// <summary>Events that one append may have.</summary>
    public int EventsPerAppendMax { get; set; } = 1_000;

    /// <summary>Feed rows that one append may leave, feed rows that it may take, and outbox rows.</summary>
    public int RowsPerAppendMax { get; set; } = 10_000;

    /// <summary>Bytes of JSON that one append may have in total.</summary>
    public int AppendBytesMax { get; set; } = 4 * 1024 * 1024;

    /// <summary>Bytes of a name: stream, actor, type, command id. Three of them must fit into an index row.</summary>
    public int NameBytesMax { get; set; } = 400;

    /// <summary>Bytes of a causation: a name, or a stream with a number.</summary>
    public int CausationBytesMax => NameBytesMax + 20;

    /// <summary>
    /// How long this process may answer from memory after the database last confirmed it. A process that takes over
    /// from one that vanished waits as long.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the lease is renewed.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long the start waits for a database that cannot be reached yet.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Connections for reads.</summary>
    public int ReadConnectionsMax { get; set; } = 16;

    /// <summary>How long, at least, a repeated command is recognised.</summary>
    public TimeSpan CommandsKept { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long outbox rows that are done are kept.</summary>
    public TimeSpan OutboxKept { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Assemblies with embedded <c>Migrations/NNNN_name.sql</c> files, besides the journal's own.</summary>
    public IList<Assembly> MigrationAssemblies { get; } = [];
}
