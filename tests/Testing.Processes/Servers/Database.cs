using System.Net;
using System.Net.Sockets;
using Academy.LocalPostgres;
using Academy.Testing;
using Npgsql;

namespace Academy.Processes.Servers;

/// <summary>A PostgreSQL of one's own, and everything that may befall it.</summary>
internal sealed class Database(PostgresServer postgres) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public string ConnectionString => postgres.ConnectionString;

    public EndPoint Socket { get; } = SocketOf(new(postgres.ConnectionString));

    public int Postmaster => postgres.ProcessId;

    public static async Task<Database> StartAsync(string? directory = null) =>
        new(await TestPostgres.StartOwnAsync(directory ?? TestPostgres.NewDirectory()));

    /// <summary>The same database through a TCP door.</summary>
    public string Through(int port, string host = "127.0.0.1") =>
        new NpgsqlConnectionStringBuilder(ConnectionString)
        {
            Host = host,
            Port = port,
            SslMode = SslMode.Disable,
        }.ConnectionString;

    public Task StopAsync(string mode) => postgres.CrashAsync(mode, CancellationToken.None);

    /// <summary>Starts it; after a kill the remains of the dead one have to go first.</summary>
    public async Task StartAgainAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                await postgres.StartAgainAsync(patience.Token);
                return;
            }
            catch (LocalPostgresException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(50);
            }
        }
    }

    public void Kill(int processId) => Signals.Send(processId, "KILL");

    /// <summary>Stops the postmaster and all its children where they stand.</summary>
    /// <returns>Sets them going again.</returns>
    public Action Freeze()
    {
        int[] all = [Postmaster, .. Signals.ChildrenOf(Postmaster)];
        foreach (var process in all)
            Signals.Send(process, "STOP");
        return () =>
        {
            foreach (var process in all)
                Signals.Send(process, "CONT");
        };
    }

    /// <summary>The backends behind the server's connections for writing.</summary>
    public Task<int[]> WritersAsync() => BackendsAsync("academy-writer");

    public async Task<int[]> BackendsAsync(string applicationName) =>
        [
            .. (
                await RowsAsync("select pid from pg_stat_activity where application_name = $1", applicationName)
            ).Select(row => (int)row[0]),
        ];

    /// <summary>
    /// All rows of all read models, table by table; without what names look like, which housekeeping finds out after
    /// the rows are made.
    /// </summary>
    public async Task<string[]> ReadModelsAsync()
    {
        var tables = new List<string>();
        foreach (
            var table in (string[])
                [
                    "users",
                    "courses",
                    "modules",
                    "lessons",
                    "enrollments",
                    "module_progress",
                    "lesson_progress",
                    "user_stats",
                    "xp_days",
                ]
        )
        {
            var rows = await RowsAsync(
                $"""
                select coalesce(string_agg(line, E'\n' order by line), '')
                  from (select (to_jsonb(t) - 'skeletons')::text as line from {table} t) rows
                """
            );
            tables.Add($"{table}:\n{rows[0][0]}");
        }
        return [.. tables];
    }

    public async Task<object[][]> RowsAsync(string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object[]>();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }
        return [.. rows];
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await postgres.DisposeAsync();
        }
        catch (LocalPostgresException)
        {
            // It lies as a round that failed has left it; it goes with this process.
        }
    }

    private static UnixDomainSocketEndPoint SocketOf(NpgsqlConnectionStringBuilder settings) =>
        new($"{settings.Host}/.s.PGSQL.{settings.Port}");
}
