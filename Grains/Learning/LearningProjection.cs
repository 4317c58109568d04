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
                  from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::bigint[]) as x (id, o, u, c, at, s)
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
            .On<EnrollmentEnded>(
                "progress.enrollment-ended",
                """
                update enrollments e set status = 'ended', membership_seq = x.seq
                  from (select id, max(s) as seq from unnest($1::uuid[], $2::bigint[]) as u (id, s) group by id order by id) x
                 where e.id = x.id and e.membership_seq < x.seq
                """
            )
            .Uuid(e => e.Event.EnrollmentId.Value)
            .Bigint(e => e.Seq);

        projection
            .On<ModuleStarted>(
                "progress.module-started",
                """
                insert into module_progress (enrollment_id, module_id, course_id, user_id, started_at)
                select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[])
                on conflict do nothing
                """
            )
            .Uuid(e => e.Event.EnrollmentId.Value)
            .Uuid(e => e.Event.ModuleId.Value)
            .Uuid(e => e.Event.CourseId.Value)
            .Uuid(e => e.Owner())
            .Timestamp(e => e.Event.StartedAt);

        projection
            .On<ModuleCompleted>(
                "progress.module-completed",
                """
                insert into module_progress (enrollment_id, module_id, course_id, user_id, started_at, completed_at)
                select e, m, c, u, at, at
                  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[]) as x (e, m, c, u, at)
                 order by e, m
                on conflict (enrollment_id, module_id) do update set completed_at = excluded.completed_at
                """
            )
            .Uuid(e => e.Event.EnrollmentId.Value)
            .Uuid(e => e.Event.ModuleId.Value)
            .Uuid(e => e.Event.CourseId.Value)
            .Uuid(e => e.Owner())
            .Timestamp(e => e.Event.CompletedAt);

        projection
            .On<LessonCompleted>(
                "progress.lesson-completed",
                """
                insert into lesson_progress (enrollment_id, lesson_id, module_id, completed_at)
                select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[])
                on conflict do nothing
                """
            )
            .Uuid(e => e.Event.EnrollmentId.Value)
            .Uuid(e => e.Event.LessonId.Value)
            .Uuid(e => e.Event.ModuleId.Value)
            .Timestamp(e => e.Event.CompletedAt);

        projection
            .On<TimeSpent>(
                "progress.time-spent",
                """
                update module_progress p set seconds_spent = p.seconds_spent + x.seconds
                  from (select e, m, sum(s)::int as seconds from unnest($1::uuid[], $2::uuid[], $3::int[]) as u (e, m, s)
                        group by e, m order by e, m) x
                 where p.enrollment_id = x.e and p.module_id = x.m
                """
            )
            .Uuid(e => e.Event.EnrollmentId.Value)
            .Uuid(e => e.Event.ModuleId.Value)
            .Integer(e => e.Event.Seconds);

        projection
            .On<CourseCompleted>(
                "progress.course-completed",
                """
                update enrollments e set status = case e.status when 'ended' then 'ended' else 'completed' end, completed_at = x.at
                  from (select * from unnest($1::uuid[], $2::timestamptz[]) as u (id, at) order by id) x
                 where e.id = x.id
                """
            )
            .Uuid(e => e.Event.EnrollmentId.Value)
            .Timestamp(e => e.Event.CompletedAt);
    }
}
