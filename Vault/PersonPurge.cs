using Npgsql;
using NpgsqlTypes;

namespace Academy.Vault;

/// <summary>
/// Removes what the journal's own tables hold of erased persons besides their events: snapshots, the answers they were
/// given, what was left to be done for them, and the states of their grains. A person's streams are those whose name
/// ends in his id, and so do the keys of their grains. Repeating it is harmless.
/// </summary>
public static class PersonPurge
{
    private const string Erased =
        "with erased as (select person::text as id from vault.person_keys where erased_at is not null and ($1::uuid is null or person = $1))";

    private static readonly string[] Statements =
    [
        $"{Erased} delete from snapshots s using erased e where split_part(s.stream, ':', 2) = e.id",
        $"{Erased} delete from outbox o using erased e where split_part(o.source_stream, ':', 2) = e.id and o.id is distinct from $2::uuid",
        $"{Erased} delete from orleansstorage s using erased e where split_part(s.grainidextensionstring, '/', 2) = e.id",
        // A look through the whole table, which has some weeks of commands: a key for it would cost every command.
        $"{Erased} delete from commands c using erased e where c.actor = e.id or split_part(c.stream, ':', 2) = e.id",
    ];

    /// <param name="connection">Where.</param>
    /// <param name="person">Whom; null for everybody who was ever erased.</param>
    /// <param name="kept">The outbox row that stays.</param>
    /// <param name="cancellationToken">Stops it between or within statements.</param>
    /// <returns>How many persons were purged.</returns>
    public static async Task<long> RunAsync(
        NpgsqlConnection connection,
        Guid? person,
        Guid? kept,
        CancellationToken cancellationToken
    )
    {
        foreach (var sql in Statements)
        {
            await using var purge = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            purge.Parameters.Add(Uuid(person));
            if (sql.Contains("$2", StringComparison.Ordinal))
                purge.Parameters.Add(Uuid(kept));
            await purge.ExecuteNonQueryAsync(cancellationToken);
        }
        await using var count = new NpgsqlCommand($"{Erased} select count(*) from erased", connection)
        {
            Parameters = { Uuid(person) },
        };
        return (long)(await count.ExecuteScalarAsync(cancellationToken))!;
    }

    private static NpgsqlParameter Uuid(Guid? id) =>
        new() { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };
}
