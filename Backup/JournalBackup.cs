using System.Data;
using System.Security.Cryptography;
using Academy.Journal;
using Npgsql;

namespace Academy.Backup;

/// <summary>
/// Takes a backup while the server runs: the data in one file, the persons' keys in another. Both are of the same
/// instant, a snapshot of the database. Only migrations wait for a backup.
/// </summary>
public sealed class JournalBackup
{
    private readonly NpgsqlDataSource database;
    private readonly BackupTables selection;
    private readonly TimeProvider clock;

    internal JournalBackup(NpgsqlDataSource database, BackupTables selection, TimeProvider clock) =>
        (this.database, this.selection, this.clock) = (database, selection, clock);

    /// <summary>The default file of a backup's keys, beside the backup.</summary>
    public static string KeysOf(string path) => path + ".keys";

    /// <param name="path">The file to make; the keys come into <see cref="KeysOf"/>.</param>
    /// <param name="progress">Told of every table.</param>
    /// <exception cref="BackupException">The backup cannot be taken.</exception>
    public async Task<BackupResult> RunAsync(
        string path,
        IProgress<BackupTable>? progress,
        CancellationToken cancellationToken
    )
    {
        var started = clock.GetTimestamp();
        await using var data = BackupWriter.Create(path);
        await using var keys = BackupWriter.Create(KeysOf(path));
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            var tables = await BackupTables.ReadAsync(connection, cancellationToken);
            if (!tables.Any(table => table.FullName == "public.events"))
                throw new BackupException("The database has no journal: there is nothing to back up.");
            var copied = tables.Where(selection.IsCopied).ToArray();

            await using var transaction = await connection.BeginTransactionAsync(
                IsolationLevel.RepeatableRead,
                cancellationToken
            );
            // The locks come first. The snapshot is taken by the first statement that reads; no table may be truncated
            // or altered after it.
            var names = string.Join(", ", copied.Select(table => table.Quoted));
            await ExecuteAsync(
                connection,
                $"set transaction read only; lock table {names} in access share mode",
                cancellationToken
            );
            await ExecuteAsync(
                connection,
                """
                set local datestyle = 'ISO'; set local timezone = 'UTC'; set local intervalstyle = 'postgres';
                set local extra_float_digits = 1; set local bytea_output = 'hex'
                """,
                cancellationToken
            );
            var manifest = await DescribeAsync(connection, cancellationToken);
            foreach (var table in copied)
            {
                var part = table.Schema == BackupTables.KeySchema ? keys : data;
                using (
                    var rows = await connection.BeginTextExportAsync(
                        $"copy {table.Quoted} ({table.ColumnList}) to stdout",
                        cancellationToken
                    )
                )
                    await part.AddAsync(
                        table.FullName,
                        table.Columns,
                        ((StreamReader)rows).BaseStream,
                        cancellationToken
                    );
                progress?.Report(part.Tables[^1]);
            }
            // Snapshots do not cover sequences. Read last, they are past every number in the rows.
            manifest = manifest with { Sequences = await SequencesAsync(connection, cancellationToken) };
            await transaction.RollbackAsync(cancellationToken);

            await keys.FinishAsync(
                manifest with
                {
                    Part = BackupManifest.KeysPart,
                    Tables = keys.Tables,
                    Sequences = [],
                },
                cancellationToken
            );
            await data.FinishAsync(
                manifest = manifest with { Part = BackupManifest.DataPart, Tables = data.Tables },
                cancellationToken
            );
            keys.Publish();
            return new(manifest, data.Publish(), clock.GetElapsedTime(started));
        }
        catch (Exception error) when (error is NpgsqlException or IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"The backup was not taken: {DatabaseErrors.Reason(error)}", error);
        }
    }

    private static async Task<BackupManifest> DescribeAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            """
            select clock_timestamp(), current_setting('server_version'), (select wrapped from vault.master_check),
                   (select restores from epoch), (select count(*) from events), (select max(at) from events)
            """,
            connection
        )
        {
            CommandTimeout = 0,
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (reader.IsDBNull(2))
            throw new BackupException("The database was never started: it has no vault.");
        var manifest = new BackupManifest(
            BackupManifest.CurrentFormat,
            "",
            reader.GetFieldValue<DateTimeOffset>(0),
            reader.GetString(1),
            Convert.ToHexStringLower(SHA256.HashData(reader.GetFieldValue<byte[]>(2))),
            reader.GetInt64(3),
            reader.GetInt64(4),
            reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5),
            [],
            [],
            []
        );
        await reader.DisposeAsync();
        return manifest with { Migrations = await BackupTables.MigrationsAsync(connection, cancellationToken) };
    }

    private static async Task<IReadOnlyList<BackupSequence>> SequencesAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "select schemaname, sequencename, last_value from pg_sequences where last_value is not null order by 1, 2",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sequences = new List<BackupSequence>();
        while (await reader.ReadAsync(cancellationToken))
            sequences.Add(
                new(
                    $"{StoredTable.Quote(reader.GetString(0))}.{StoredTable.Quote(reader.GetString(1))}",
                    reader.GetInt64(2)
                )
            );
        return sequences;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <param name="Bytes">Size of the data's file.</param>
public sealed record BackupResult(BackupManifest Manifest, long Bytes, TimeSpan Took);
