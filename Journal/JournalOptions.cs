using System.Reflection;

namespace Academy.Journal;

/// <summary>Settings and limits of the journal; every limit is here.</summary>
public sealed class JournalOptions
{
    /// <summary>Connection string; required before start.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Name of this process in the fence table, unique in the cluster.</summary>
    public string Silo { get; set; } = "silo";

    /// <summary>32 bytes that wrap the persons' keys; required.</summary>
    public byte[] MasterKey { get; set; } = [];

    /// <summary>Connections that write batches. A stream always uses the same one, so its appends commit in order.</summary>
    public int Writers { get; set; } = 2;

    /// <summary>Appends in one batch at most.</summary>
    public int BatchMax { get; set; } = 1_000;

    /// <summary>Appends that may wait for a batch; above it <see cref="JournalOverloadedException"/>.</summary>
    public int QueueMax { get; set; } = 20_000;

    /// <summary>Bytes of JSON that one event may have.</summary>
    public int EventBytesMax { get; set; } = 256 * 1024;

    /// <summary>Connections for reads.</summary>
    public int ReadConnectionsMax { get; set; } = 16;

    /// <summary>Assemblies with embedded <c>Migrations/NNNN_name.sql</c> files, besides the journal's own.</summary>
    public IList<Assembly> MigrationAssemblies { get; } = [];
}
