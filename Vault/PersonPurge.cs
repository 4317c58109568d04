using Npgsql;
using NpgsqlTypes;

namespace Academy.Vault;

/// <summary>
/// Deletes what the journal's own tables hold of erased persons besides their events: snapshots, recorded answers,
/// outbox rows and the states of their grains. The names of a person's streams and the keys of their grains end in the
/// person's id. A repetition is harmless.
/// </summary>
public static class PersonPurge
{
    private const string Erased = """
        with erased as (
            select person::text as id from vault.person_keys
            where erased_at is not null and ($1::uuid is null or person = $1))
        """;

    private static readonly string[] Statements =
    [
        $"{Erased} delete from snapshots s using erased e where split_part(s.stream, ':', 2) = e.id",
        $"""
            {Erased} delete from outbox o using erased e
            where split_part(o.source_stream, ':', 2) = e.id and o.id is distinct from $2::uuid
            """,
        $"""
            {Erased} delete from orleansstorage s using erased e
            where split_part(s.grainidextensionstring, '/', 2) = e.id
            """,
        // This scans the whole table, which holds some weeks of commands. An index would make every command dearer.
        $"{Erased} delete from commands c using erased e where c.actor = e.id or split_part(c.stream, ':', 2) = e.id",
    ];

    /// <param name="connection">The database.</param>
    /// <param name="person">The erased person; null for all persons who were ever erased.</param>
    /// <param name="kept">The outbox row that is not deleted.</param>
    /// <param name="cancellationToken">Stops the purge between or within statements.</param>
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
