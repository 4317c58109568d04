using Academy.Accounts;
using Academy.Grains.Catalog;
using Academy.Grains.Learning;
using Academy.Grains.Users;
using Academy.Streams;

namespace Academy.Grains.Demo;

/// <summary>One thing that a learner did, at a time in the past.</summary>
internal sealed record DemoAct(DateTimeOffset At, Func<UserState, UserId, long, Reacted> Decide)
{
    public static DemoAct Enroll(DateTimeOffset at, PublishedCourse course) =>
        new(at, (state, user, _) => new Reacted(state.Learning.Enroll(user, course, course.Content.Id, at).Events, []));

    public static DemoAct CompleteModule(DateTimeOffset at, PublishedCourse course, int index) =>
        new(at, (state, user, head) =>
            Rewarded(
                state,
                at,
                head,
                state.Learning.CompleteModule(
                    LearningCore.EnrollmentOf(user, course.Content.Id),
                    course.Content.Modules[index].Id,
                    course,
                    at,
                    head
                )
            )
        );

    public static DemoAct CompleteLesson(DateTimeOffset at, PublishedCourse course, Academy.Catalog.LessonId lesson) =>
        new(at, (state, user, head) =>
            Rewarded(
                state,
                at,
                head,
                state.Learning.CompleteLesson(
                    LearningCore.EnrollmentOf(user, course.Content.Id),
                    lesson,
                    course,
                    at,
                    head
                )
            )
        );

    private static Reacted Rewarded<T>(UserState state, DateTimeOffset at, long head, Decision<T> decision)
    {
        var rewarded = decision.And(state.Game.React(decision.Events, new Moment(at, head)));
        return new Reacted(rewarded.Events, rewarded.Effects);
    }
}

/// <summary>
/// What demo learners did: in the order of time, by a seeded chance, so that every machine has the same academy.
/// </summary>
internal static class DemoHistory
{
    /// <summary>The learner who logs in: two modules into the first course, the last of them yesterday.</summary>
    public static IReadOnlyList<DemoAct> OfDemoLearner(
        IReadOnlyDictionary<DemoCourse, PublishedCourse> courses,
        DateTimeOffset now
    )
    {
        var web = courses[DemoCurriculum.WebDevelopment];
        return
        [
            DemoAct.Enroll(now.AddDays(-9), web),
            DemoAct.CompleteModule(now.AddDays(-2), web, 0),
            DemoAct.CompleteModule(now.AddDays(-1), web, 1),
        ];
    }

    /// <summary>
    /// Enrolls in one or two courses and goes on, most days, in the evening, until life comes between.
    /// </summary>
    public static IReadOnlyList<DemoAct> Plausible(
        Random chance,
        IReadOnlyDictionary<DemoCourse, PublishedCourse> courses,
        DateTimeOffset now
    )
    {
        var acts = new List<DemoAct>();
        var day = now.UtcDateTime.Date.AddDays(-chance.Next(2, 35));
        DateTimeOffset at = default;
        var pace = 0.25 + 0.6 * chance.NextDouble();
        foreach (var demo in chance.Next(3) == 0 ? DemoCurriculum.All : [DemoCurriculum.WebDevelopment])
        {
            var course = courses[demo];
            at = Later(at, Evening(day));
            if (at >= now)
                return acts;
            acts.Add(DemoAct.Enroll(at, course));
            foreach (var step in Steps(course))
            {
                while (chance.NextDouble() > pace)
                    day = day.AddDays(1);
                at = Later(at, Evening(day));
                if (at >= now.AddMinutes(-30) || chance.NextDouble() < 0.06)
                    return acts;
                acts.Add(step(at));
            }
        }
        return acts;

        DateTimeOffset Evening(DateTime date) =>
            new(
                date.AddHours(17).AddMilliseconds(chance.Next((int)TimeSpan.FromHours(5).TotalMilliseconds)),
                TimeSpan.Zero
            );

        static DateTimeOffset Later(DateTimeOffset last, DateTimeOffset wanted) =>
            wanted > last ? wanted : last.AddMinutes(12);
    }

    private static IEnumerable<Func<DateTimeOffset, DemoAct>> Steps(PublishedCourse course)
    {
        for (var i = 0; i < course.ModuleCount; i++)
        {
            var index = i;
            var lessons = course.Content.Modules[i].Lessons;
            if (lessons.Count == 0)
                yield return at => DemoAct.CompleteModule(at, course, index);
            foreach (var lesson in lessons)
                yield return at => DemoAct.CompleteLesson(at, course, lesson.Id);
        }
    }
}
