using Npgsql;

namespace Academy.Journal;

/// <summary>The connection strings that the journal derives from the one it is given.</summary>
internal static class Connections
{
    /// <summary>
    /// Connections that writers keep. They are in no pool; each statement is prepared at its second use.
    /// </summary>
    public static string ForWriting(JournalOptions options) =>
        new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            ApplicationName = "academy-writer",
            Pooling = false,
            MaxAutoPrepare = 500,
            AutoPrepareMinUsages = 2,
            Timeout = 5,
            CommandTimeout = 10,
            KeepAlive = 0,
            TcpKeepAlive = true,
            Enlist = false,
        }.ConnectionString;

    /// <summary>
    /// The heartbeat's own connection, so that it does not wait for reads. Its timeouts leave time for another attempt
    /// within the lease.
    /// </summary>
    public static string ForLease(JournalOptions options) =>
        new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            ApplicationName = "academy-lease",
            Pooling = false,
            Timeout = 2 * AttemptSeconds(options.Lease),
            CommandTimeout = AttemptSeconds(options.Lease),
            Enlist = false,
        }.ConnectionString;

    private static int AttemptSeconds(TimeSpan lease) => Math.Clamp((int)(lease.TotalSeconds / 4), 1, 3);

    public static NpgsqlDataSource ForReading(JournalOptions options)
    {
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            ApplicationName = "academy-reader",
            MaxPoolSize = options.ReadConnectionsMax,
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 3,
            Timeout = 5,
            Enlist = false,
        };
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
