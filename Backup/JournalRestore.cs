using System.Security.Cryptography;
using Academy.Journal;
using Academy.Journal.Hosting;
using Academy.Journal.Projections;
using Academy.Vault;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Academy.Backup;

/// <summary>
/// Restores a backup into an empty database, in one transaction: the tables of the backup's release, the rows, later
/// migrations, erasures that happened after the backup, and the read models. A failure leaves the database as it was.
/// </summary>
public sealed class JournalRestore
{
    // A server that starts meanwhile waits for the lock of the migrations, or, if it has passed it, for the tables.
    private const string InUseSql = """
        select (select pg_try_advisory_xact_lock($1))
           and not exists (select from pg_stat_activity
                            where datname = current_database() and pid <> pg_backend_pid()
                              and application_name in ('academy-writer', 'academy-name'))
        """;

    // Adding 1 would not do: the same file restored twice gives two histories, and each needs its own number.
    private const string CountSql =
        "update epoch set restores = greatest($1 + 1, (extract(epoch from clock_timestamp()) * 1000000)::bigint)";

    private readonly NpgsqlDataSource database;
    private readonly JournalOptions options;
    private readonly Migrator migrator;
    private readonly MasterKey masterKey;
    private readonly ProjectionRebuild projections;
    private readonly BackupTables selection;
    private readonly TimeProvider clock;

    internal JournalRestore(
        NpgsqlDataSource database,
        IOptions<JournalOptions> options,
        Migrator migrator,
        MasterKey masterKey,
        ProjectionRebuild projections,
        BackupTables selection,
        TimeProvider clock
    ) =>
        (this.database, this.options, this.migrator, this.masterKey, this.projections, this.selection, this.clock) = (
            database,
            options.Value,
            migrator,
            masterKey,
            projections,
            selection,
            clock
        );

    /// <param name="path">The data.</param>
    /// <param name="keysPath">The keys of the same backup, or of a later one, which knows who was erased since.</param>
    /// <param name="progress">Told of every table.</param>
    /// <exception cref="BackupException">The backup cannot be restored; nothing was changed.</exception>
    public async Task<RestoreResult> RunAsync(
        string path,
        string keysPath,
        IProgress<BackupTable>? progress,
        CancellationToken cancellationToken
    )
    {
        var started = clock.GetTimestamp();
        using var data = await BackupFile.OpenAsync(path, BackupManifest.DataPart, cancellationToken);
        using var keys = await BackupFile.OpenAsync(keysPath, BackupManifest.KeysPart, cancellationToken);
        if (keys.Manifest.Vault != data.Manifest.Vault)
            throw new BackupException($"The keys in {keysPath} are those of another database than {path}.");
        if (keys.Manifest.TakenAt < data.Manifest.TakenAt)
            throw new BackupException(
                $"The keys in {keysPath} are older than {path}: texts of people who joined in between could not be "
                    + "read. Give the keys of this backup, or later ones."
            );
        var (before, after) = Split(data.Manifest, path);
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await RequireUnusedAsync(connection, cancellationToken);
            await PrepareAsync(connection, data.Manifest, before, cancellationToken);
            foreach (var part in (BackupFile[])[keys, data])
            {
                foreach (var table in part.Manifest.Tables)
                {
                    await FillAsync(connection, part, table, cancellationToken);
                    progress?.Report(table);
                }
            }
            await FinishAsync(connection, data.Manifest, after, cancellationToken);
            var copied = clock.GetElapsedTime(started);
            // The keys may be of a later backup. Whoever was erased in between has no key; the purge deletes the rest.
            var erased = await PersonPurge.RunAsync(connection, person: null, kept: null, cancellationToken);
            await projections.RunAsync(connection, transaction, null, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new(data.Manifest, erased, copied, clock.GetElapsedTime(started));
        }
        catch (Exception error)
            when (error is NpgsqlException or IOException or InvalidDataException or InvalidOperationException)
        {
            throw new BackupException($"Nothing was restored: {DatabaseErrors.Reason(error)}", error);
        }
    }

    /// <summary>The migrations that the backup has, and those that came later.</summary>
    private (IReadOnlyList<Migration> Before, IReadOnlyList<Migration> After) Split(
        BackupManifest manifest,
        string path
    )
    {
        var ours = Migration.Of(options.MigrationAssemblies);
        foreach (var theirs in manifest.Migrations)
        {
            if (!ours.Any(migration => migration.Number == theirs.Number && migration.Checksum == theirs.Checksum))
                throw new BackupException(
                    $"{path} was made by another release: its migration {theirs.Name} is not one of this release's. "
                        + "Restore it with the release that made it."
                );
        }
        var had = manifest.Migrations.Select(migration => migration.Number).ToHashSet();
        return (
            [.. ours.Where(migration => had.Contains(migration.Number))],
            [.. ours.Where(migration => !had.Contains(migration.Number))]
        );
    }

    private static async Task RequireUnusedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using (
            var inUse = new NpgsqlCommand(InUseSql, connection) { Parameters = { new() { Value = Migrator.LockKey } } }
        )
        {
            if (!(bool)(await inUse.ExecuteScalarAsync(cancellationToken))!)
                throw new BackupException(
                    "A server uses this database: stop it, or give restore a database of its own."
                );
        }
        foreach (var table in await BackupTables.ReadAsync(connection, cancellationToken))
        {
            if (BackupTables.IsFilledByStarting(table))
                continue;
            await using var any = new NpgsqlCommand($"select exists (select from {table.Quoted})", connection);
            if ((bool)(await any.ExecuteScalarAsync(cancellationToken))!)
                throw new BackupException(
                    $"The database is not empty: {table.FullName} has rows. Give restore an empty one."
                );
        }
    }

    /// <summary>Gives an empty database the tables that the backup has.</summary>
    private async Task PrepareAsync(
        NpgsqlConnection connection,
        BackupManifest manifest,
        IReadOnlyList<Migration> migrations,
        CancellationToken cancellationToken
    )
    {
        var there = await BackupTables.ReadAsync(connection, cancellationToken);
        if (!there.Any(table => table.FullName == "public.migrations"))
            await migrator.ApplyAsync(connection, migrations, cancellationToken);
        else if (
            !(await BackupTables.MigrationsAsync(connection, cancellationToken)).SequenceEqual(manifest.Migrations)
        )
            throw new BackupException(
                "The database has the tables of another release than the backup: give restore a new one."
            );
        var tables = (await BackupTables.ReadAsync(connection, cancellationToken))
            .Where(table => table.FullName != "public.migrations")
            .ToArray();
        var filled = tables
            .Where(table => selection.IsCopied(table) || BackupTables.IsLeftOver(table))
            .Select(table => table.Quoted);
        await ExecuteAsync(
            connection,
            $"""
            set local lock_timeout = '5s';
            lock table {string.Join(", ", tables.Select(table => table.Quoted))} in access exclusive mode;
            truncate {string.Join(", ", filled)}
            """,
            cancellationToken
        );
    }

    private static async Task FillAsync(
        NpgsqlConnection connection,
        BackupFile part,
        BackupTable table,
        CancellationToken cancellationToken
    )
    {
        var dot = table.Name.IndexOf('.', StringComparison.Ordinal);
        var target = new StoredTable(table.Name[..dot], table.Name[(dot + 1)..], table.Columns);
        await using var rows = part.Rows(table);
        await using (
            var writer = await connection.BeginTextImportAsync(
                $"copy {target.Quoted} ({target.ColumnList}) from stdin",
                cancellationToken
            )
        )
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1 << 16];
            int read;
            while ((read = await rows.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await ((StreamWriter)writer).BaseStream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
            if (Convert.ToHexStringLower(hash.GetHashAndReset()) != table.Sha256)
                throw new BackupException($"The rows of {table.Name} are not those that were backed up.");
        }
        await using var count = new NpgsqlCommand($"select count(*) from {target.Quoted}", connection)
        {
            CommandTimeout = 0,
        };
        var restored = (long)(await count.ExecuteScalarAsync(cancellationToken))!;
        if (restored != table.Rows)
            throw new BackupException($"{table.Name} has {restored} rows; {table.Rows} were backed up.");
    }

    private async Task FinishAsync(
        NpgsqlConnection connection,
        BackupManifest manifest,
        IReadOnlyList<Migration> later,
        CancellationToken cancellationToken
    )
    {
        foreach (var sequence in manifest.Sequences)
            await ExecuteAsync(
                connection,
                $"select setval('{sequence.Name.Replace("'", "''", StringComparison.Ordinal)}', {sequence.Last})",
                cancellationToken
            );
        await using (
            var count = new NpgsqlCommand(CountSql, connection) { Parameters = { new() { Value = manifest.Restores } } }
        )
            await count.ExecuteNonQueryAsync(cancellationToken);
        await migrator.ApplyAsync(connection, later, cancellationToken);
        await using var check = new NpgsqlCommand("select wrapped from vault.master_check", connection);
        masterKey.Verify((byte[])(await check.ExecuteScalarAsync(cancellationToken))!);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <param name="Erased">Persons whose keys are destroyed.</param>
/// <param name="Copied">The time until the rows were in.</param>
/// <param name="Took">The whole time, read models included.</param>
public sealed record RestoreResult(BackupManifest Manifest, long Erased, TimeSpan Copied, TimeSpan Took);
