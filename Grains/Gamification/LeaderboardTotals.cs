using Academy.Accounts;
using Npgsql;

namespace Academy.Grains.Gamification;

/// <summary>The sums that a board boots from.</summary>
internal interface ILeaderboardTotals
{
    Task FillAsync(
        Ranking ranking,
        string organization,
        string scope,
        DateTimeOffset now,
        CancellationToken cancellationToken
    );
}

internal sealed class LeaderboardTotals(NpgsqlDataSource database) : ILeaderboardTotals
{
    public async Task FillAsync(
        Ranking ranking,
        string organization,
        string scope,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var since = scope switch
        {
            LeaderboardScopes.Weekly => Periods.FirstDayOfWeek(now),
            LeaderboardScopes.Monthly => Periods.FirstDayOfMonth(now),
            _ => DateOnly.MinValue,
        };
        await using var command = database.CreateCommand();
        command.Parameters.AddWithValue(organization);
        if (scope == LeaderboardScopes.All)
        {
            command.CommandText = "select user_id, xp, xp, seq from user_stats where organization = $1";
        }
        else if (LeaderboardScopes.IsCourse(scope, out var course))
        {
            // What an earlier release paid its instructor puts them on no board of learners.
            command.CommandText = """
                select d.user_id, sum(d.xp)::bigint, s.xp, s.seq
                  from xp_days d join user_stats s on s.user_id = d.user_id
                 where s.organization = $1 and d.course_id = $2
                   and d.user_id is distinct from (select c.instructor from courses c where c.id = $2)
                 group by d.user_id, s.xp, s.seq
                """;
            command.Parameters.AddWithValue(course.Value.Value);
        }
        else
        {
            command.CommandText = """
                select d.user_id, sum(d.xp)::bigint, s.xp, s.seq
                  from xp_days d join user_stats s on s.user_id = d.user_id
                 where s.organization = $1 and d.day >= $2 group by d.user_id, s.xp, s.seq
                """;
            command.Parameters.AddWithValue(since);
        }
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            ranking.Set(new UserId(reader.GetGuid(0)), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
    }
}
