using Academy.Accounts;
using Academy.Catalog;
using Academy.Gamification;
using Npgsql;

namespace Academy.Grains.Gamification;

internal sealed class GameQueries(NpgsqlDataSource database) : IGameQueries
{
    private const int DaysShown = 7;

    private const int RecentMax = 20;

    /// <summary>
    /// A learner's latest events, among which XP is looked for: a long stream of other events is not read for ever.
    /// </summary>
    private const int EventsMax = 2_000;

    /// <summary>The ledger is the journal, whose key leads to the end of the learner's stream.</summary>
    private const string RecentSql = """
        select l.at, l.amount, l.cause, l.course_id, coalesce(s.title, m.title, c.title)
          from (select seq, at, (data ->> 'amount')::int as amount, data ->> 'cause' as cause,
                       (data ->> 'source')::uuid as source, (data ->> 'courseId')::uuid as course_id
                  from events
                 where stream = $1 and type = 'gamification.xp-earned'
                   and seq > (select max(seq) from events where stream = $1) - $3
                 order by seq desc limit $2) l
          left join lessons s on s.id = l.source and l.cause in ('lesson', 'first-lesson')
          left join modules m on m.id = l.source and l.cause = 'module'
          left join courses c on c.id = l.source and l.cause = 'course'
         order by l.seq desc
        """;

    public async Task<GameActivity> Activity(
        OrganizationId organization,
        UserId user,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        await using var batch = database.CreateBatch();
        var days = new NpgsqlBatchCommand(
            "select day, sum(xp)::int from xp_days where user_id = $1 and day > $2 and day <= $3 group by day"
        );
        days.Parameters.AddWithValue(user.Value);
        days.Parameters.AddWithValue(today.AddDays(-DaysShown));
        days.Parameters.AddWithValue(today);
        var recent = new NpgsqlBatchCommand(RecentSql);
        recent.Parameters.AddWithValue($"{organization.Value}/user:{user.Value:D}");
        recent.Parameters.AddWithValue(RecentMax);
        recent.Parameters.AddWithValue(EventsMax);
        batch.BatchCommands.Add(days);
        batch.BatchCommands.Add(recent);

        var earned = new Dictionary<DateOnly, int>();
        var entries = new List<EarnedXp>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            earned[reader.GetFieldValue<DateOnly>(0)] = reader.GetInt32(1);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            entries.Add(
                new(
                    reader.GetFieldValue<DateTimeOffset>(0),
                    reader.GetInt32(1),
                    reader.GetString(2),
                    reader.IsDBNull(3) ? null : new CourseId(reader.GetGuid(3)),
                    reader.IsDBNull(4) ? null : reader.GetString(4)
                )
            );
        return new(
            [
                .. Enumerable
                    .Range(1 - DaysShown, DaysShown)
                    .Select(n => new GameDay(today.AddDays(n), earned.GetValueOrDefault(today.AddDays(n)))),
            ],
            entries
        );
    }
}
