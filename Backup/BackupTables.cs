using Academy.Journal.Projections;
using Npgsql;

namespace Academy.Backup;

/// <param name="Columns">
/// The columns that are copied. Generated columns are not copied. Transaction ids are not copied either: they mean
/// nothing in another cluster, where a reader would wait for them for ever. Their default gives them the id of the
/// restoring transaction.
/// </param>
internal sealed record StoredTable(string Schema, string Name, IReadOnlyList<string> Columns)
{
    public string FullName => $"{Schema}.{Name}";

    public string Quoted => $"{Quote(Schema)}.{Quote(Name)}";

    public string ColumnList => string.Join(", ", Columns.Select(Quote));

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

/// <summary>
/// What is in a backup: every table that the catalogue knows, except those that a restore makes itself. Read models are
/// not in it: they hold what people wrote in clear text, which must not outlive the person's key in a backup.
/// </summary>
internal sealed class BackupTables(ProjectionRebuild projections)
{
    public const string KeySchema = "vault";

    private const string RightsOfProcesses = "rights of processes that are not there";

    /// <summary>Not copied, and why.</summary>
    private static readonly Dictionary<string, string> MadeAgain = new(StringComparer.Ordinal)
    {
        ["public.migrations"] = "the manifest names them, and the restore runs them",
        ["public.epoch"] = "the restore counts itself",
        ["public.fences"] = RightsOfProcesses,
        ["public.leases"] = RightsOfProcesses,
        ["public.orleansquery"] = "a migration fills it",
        ["public.orleansmembershiptable"] = RightsOfProcesses,
        ["public.orleansmembershipversiontable"] = "it counts anew",
        // In backups of releases before 0500.
        ["public.members"] = RightsOfProcesses,
        ["public.membership"] = "it counts anew",
        ["public.snapshots"] = "a cache",
    };

    /// <summary>A start fills these: their rows do not mean that the database is in use.</summary>
    private static readonly string[] FilledByStarting =
    [
        "public.migrations",
        "public.epoch",
        "public.fences",
        "public.leases",
        "public.orleansquery",
        "public.orleansmembershiptable",
        "public.orleansmembershipversiontable",
        "public.members",
        "public.membership",
        "vault.master_check",
    ];

    public bool IsCopied(StoredTable table) =>
        !MadeAgain.ContainsKey(table.FullName)
        && !(table.Schema == "public" && projections.Tables.Contains(table.Name));

    /// <summary>Its rows were left by processes that did not stop in order.</summary>
    public static bool IsLeftOver(StoredTable table) =>
        MadeAgain.GetValueOrDefault(table.FullName) == RightsOfProcesses;

    public static bool IsFilledByStarting(StoredTable table) => FilledByStarting.Contains(table.FullName);

    public static async Task<IReadOnlyList<StoredTable>> ReadAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            """
            select n.nspname, c.relname, coalesce(array_agg(a.attname::text order by a.attnum) filter (
                       where a.attnum > 0 and not a.attisdropped
                         and a.attgenerated = '' and a.atttypid <> 'xid8'::regtype), '{}')
              from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
             where c.relkind = 'r' and c.relpersistence <> 't'
               and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
               and not exists (
                   select from pg_depend d
                    where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
             group by 1, 2 order by 1, 2
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<StoredTable>();
        while (await reader.ReadAsync(cancellationToken))
            tables.Add(new(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<string[]>(2)));
        return tables;
    }

    public static async Task<IReadOnlyList<BackupMigration>> MigrationsAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "select number, name, checksum from public.migrations order by number",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var migrations = new List<BackupMigration>();
        while (await reader.ReadAsync(cancellationToken))
            migrations.Add(new(reader.GetInt32(0), reader.GetString(1), reader.GetString(2)));
        return migrations;
    }
}
