using Npgsql;
using NpgsqlTypes;

namespace Academy.Journal.Vault;

/// <summary>
/// Removes what the journal's own tables hold of erased persons besides their events: snapshots, the answers they were given,
/// and what was left to be done for them. A person's streams are those whose name ends in his id. Repeating it is harmless.
/// </summary>
internal static class PersonPurge
{
    private const string Sql = """
        with erased as (select person::text as id from vault.person_keys where erased_at is not null and ($1::uuid is null or person = $1)),
        snapshots_gone as (delete from snapshots s using erased e where split_part(s.stream, ':', 2) = e.id),
        commands_gone as (delete from commands c using erased e where c.actor = e.id or split_part(c.stream, ':', 2) = e.id),
        outbox_gone as (delete from outbox o using erased e where split_part(o.source_stream, ':', 2) = e.id and o.id is distinct from $2)
        select count(*) from erased
        """;

    /// <param name="connection">Where.</param>
    /// <param name="person">Whom; null for everybody who was ever erased.</param>
    /// <param name="kept">The outbox row that stays.</param>
    /// <returns>How many were purged.</returns>
    public static async Task<long> RunAsync(NpgsqlConnection connection, Guid? person, Guid? kept, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            CommandTimeout = 0,
            Parameters = { Uuid(person), Uuid(kept) },
        };
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static NpgsqlParameter Uuid(Guid? id) => new() { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };
}
