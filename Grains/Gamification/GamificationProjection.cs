using Academy.Grains.Streams;
using Academy.Journal.Projections;
using Academy.Streams;

namespace Academy.Grains.Gamification;

internal sealed class GamificationProjection : IProjection
{
    public IReadOnlyList<string> Tables => ["user_stats", "xp_days"];

    public void Define(ProjectionBuilder projection)
    {
        projection
            .On<XpEarned>(
                "gamification.xp-earned",
                """
                insert into user_stats (user_id, organization, xp, seq)
                select u, min(o), max(x), max(s)
                  from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[]) as e (u, o, x, s)
                 group by u order by u
                on conflict (user_id) do update set xp = excluded.xp, seq = excluded.seq
                """
            )
            .Uuid(e => e.Owner())
            .Text(e => e.Organization())
            .Bigint(e => e.Event.Xp)
            .Bigint(e => e.Seq);

        projection
            .On<XpEarned>(
                "gamification.xp-earned",
                """
                insert into xp_days (user_id, day, course_id, xp)
                select u, d, c, sum(a)
                  from unnest($1::uuid[], $2::date[], $3::uuid[], $4::bigint[]) as e (u, d, c, a)
                 group by u, d, c order by u, d, c
                on conflict (user_id, day, course_id) do update set xp = xp_days.xp + excluded.xp
                """
            )
            .Uuid(e => e.Owner())
            .Date(e => DateOnly.FromDateTime(e.Event.At.UtcDateTime))
            .Uuid(e => e.Event.CourseId?.Value ?? Guid.Empty)
            .Bigint(e => e.Event.Amount);

        projection
            .On<StreakExtended>(
                "gamification.streak-extended",
                """
                insert into user_stats (user_id, organization, xp, seq, streak, longest)
                select u, min(o), 0, 0, (array_agg(d order by s desc))[1], max(d)
                  from unnest($1::uuid[], $2::text[], $3::bigint[], $4::int[]) as e (u, o, s, d)
                 group by u order by u
                on conflict (user_id) do update set streak = excluded.streak, longest = greatest(user_stats.longest, excluded.longest)
                """
            )
            .Uuid(e => e.Owner())
            .Text(e => e.Organization())
            .Bigint(e => e.Seq)
            .Integer(e => e.Event.Days);
    }
}
