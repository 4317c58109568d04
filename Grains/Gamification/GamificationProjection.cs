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
            .Upsert<XpEarned>("gamification.xp-earned", "user_stats")
            .Key("user_id", e => e.Owner())
            .Initial("organization", e => e.Organization())
            .Latest("xp", e => e.Event.Xp)
            .Newer("seq");

        projection
            .Upsert<XpEarned>("gamification.xp-earned", "xp_days")
            .Key("user_id", e => e.Owner())
            .Key("day", e => DateOnly.FromDateTime(e.Event.At.UtcDateTime))
            .Key("course_id", e => e.Event.CourseId?.Value ?? Guid.Empty)
            .Increment("xp", e => e.Event.Amount);

        projection
            .On<StreakExtended>(
                "gamification.streak-extended",
                """
                insert into user_stats (user_id, organization, xp, seq, streak, longest)
                select u, min(o), 0, 0, (array_agg(d order by s desc))[1], max(d)
                  from unnest($1::uuid[], $2::text[], $3::bigint[], $4::int[]) as e (u, o, s, d)
                 group by u order by u
                on conflict (user_id) do update
                   set streak = excluded.streak, longest = greatest(user_stats.longest, excluded.longest)
                """
            )
            .Uuid(e => e.Owner())
            .Text(e => e.Organization())
            .Bigint(e => e.Seq)
            .Integer(e => e.Event.Days);
    }
}
