using Npgsql;

namespace Academy.Grains.Chat.Attachments;

/// <summary>
/// Removes files that nobody needs: incomplete uploads, files that no message has attached, files of deleted messages,
/// and files of erased persons, which nobody can read any more.
/// </summary>
internal sealed class AttachmentUpkeep(NpgsqlDataSource database, TimeProvider clock)
{
    private const int BatchMax = 100;

    /// <summary>When a file that a message has is checked again.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromDays(7);

    private const string Statement = $"""
        with due as (select upload from attachments
            where check_at <= $1 order by check_at limit $2 for update skip locked),
        needed as (
            select a.upload from attachments a join due using (upload)
             where a.completed_at is not null and {AttachmentUses.Sql}
               and not exists (select from vault.person_keys k where k.person = a.owner and k.erased_at is not null)),
        kept as (update attachments a set check_at = $3 from needed n where a.upload = n.upload),
        gone as (
            delete from attachments a using due d
             where a.upload = d.upload and not exists (select from needed n where n.upload = d.upload)
            returning a.upload),
        sizes as (delete from attachment_sizes s using gone g where s.upload = g.upload returning s.blob),
        emptied as (
            delete from attachment_chunks c
             using (select upload from gone union all select blob from sizes) g where c.upload = g.upload)
        select (select count(*) from due), (select count(*) from gone)
        """;

    /// <returns>How many were removed.</returns>
    public async Task<long> SweepAsync(TimeSpan max, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var removed = 0L;
        long due;
        do
        {
            var now = clock.GetUtcNow();
            await using var command = database.CreateCommand(Statement);
            command.Parameters.AddWithValue(now);
            command.Parameters.AddWithValue(BatchMax);
            command.Parameters.AddWithValue(now + Again);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            due = reader.GetInt64(0);
            removed += reader.GetInt64(1);
        } while (due == BatchMax && clock.GetElapsedTime(began) < max);
        return removed;
    }
}
