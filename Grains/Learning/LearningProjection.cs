using Academy.Grains.Streams;
using Academy.Journal.Projections;
using Academy.Streams;

namespace Academy.Grains.Learning;

internal sealed class LearningProjection : IProjection
{
    public IReadOnlyList<string> Tables => ["enrollments", "module_progress", "lesson_progress"];

    public void Define(ProjectionBuilder projection)
    {
        projection
            .On<Enrolled>(
                "progress.enrolled",
                """
                insert into enrollments (id, organization, user_id, course_id, enrolled_at, membership_seq)
                select id, min(o), (array_agg(u))[1], (array_agg(c))[1], min(at), max(s)
                  from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::bigint[])
                    as x (id, o, u, c, at, s)
                 group by id order by id
                on conflict (id) do update set membership_seq = excluded.membership_seq,
                       status = case when enrollments.completed_at is null then 'active' else 'completed' end
                 where enrollments.membership_seq < excluded.membership_seq
                """
            )
            .Uuid(e => e.Event.EnrollmentId.Value)
            .Text(e => e.Organization())
            .Uuid(e => e.Owner())
            .Uuid(e => e.Event.CourseId.Value)
            .Timestamp(e => e.Event.EnrolledAt)
            .Bigint(e => e.Seq);

        projection
            .Update<EnrollmentEnded>("progress.enrollment-ended", "enrollments")
            .Key("id", e => e.Event.EnrollmentId.Value)
            .Latest("status", _ => "ended")
            .Newer("membership_seq");

        projection
            .Insert<ModuleStarted>("progress.module-started", "module_progress")
            .Key("enrollment_id", e => e.Event.EnrollmentId.Value)
            .Key("module_id", e => e.Event.ModuleId.Value)
            .Initial("course_id", e => e.Event.CourseId.Value)
            .Initial("user_id", e => e.Owner())
            .Initial("started_at", e => e.Event.StartedAt);

        projection
            .Upsert<ModuleCompleted>("progress.module-completed", "module_progress")
            .Key("enrollment_id", e => e.Event.EnrollmentId.Value)
            .Key("module_id", e => e.Event.ModuleId.Value)
            .Initial("course_id", e => e.Event.CourseId.Value)
            .Initial("user_id", e => e.Owner())
            .Initial("started_at", e => e.Event.CompletedAt)
            .Latest("completed_at", e => e.Event.CompletedAt);

        projection
            .Insert<LessonCompleted>("progress.lesson-completed", "lesson_progress")
            .Key("enrollment_id", e => e.Event.EnrollmentId.Value)
            .Key("lesson_id", e => e.Event.LessonId.Value)
            .Initial("module_id", e => e.Event.ModuleId.Value)
            .Initial("completed_at", e => e.Event.CompletedAt);

        projection
            .Update<TimeSpent>("progress.time-spent", "module_progress")
            .Key("enrollment_id", e => e.Event.EnrollmentId.Value)
            .Key("module_id", e => e.Event.ModuleId.Value)
            .Increment("seconds_spent", e => e.Event.Seconds);

        projection
            .On<CourseCompleted>(
                "progress.course-completed",
                """
                update enrollments e
                   set status = case e.status when 'ended' then 'ended' else 'completed' end, completed_at = x.at
                  from (select * from unnest($1::uuid[], $2::timestamptz[]) as u (id, at) order by id) x
                 where e.id = x.id
                """
            )
            .Uuid(e => e.Event.EnrollmentId.Value)
            .Timestamp(e => e.Event.CompletedAt);
    }
}
