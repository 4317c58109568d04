using Academy.Catalog;
using Academy.Grains.Catalog;
using Academy.Grains.Gamification;
using Academy.Grains.Learning;
using Academy.Learning;
using Academy.Streams;
using static Academy.Grains.Tests.Courses;

namespace Academy.Grains.Tests.Learning;

public sealed class LearningCoreTests
{
    private static readonly EnrollmentId Enrollment = LearningCore.EnrollmentOf(Learner, CourseId());

    private readonly Scenario<LearningCore> learner = new();

    [Fact]
    public void Enrolling_opens_an_active_enrollment()
    {
        var enrolling = learner.Do(l => l.Enroll(Learner, WithModules(3), CourseId(), learner.Now));

        Assert.True(enrolling.Created);
        Assert.Equal(EnrollmentStatus.Active, enrolling.Enrollment.Status);
        Assert.Equal(Enrollment, enrolling.Enrollment.Id);
    }

    [Fact]
    public void Enrolling_twice_answers_the_first_enrollment_and_writes_nothing()
    {
        var first = learner.Do(l => l.Enroll(Learner, WithModules(3), CourseId(), learner.Now));
        var head = learner.Head;
        var second = learner.Do(l => l.Enroll(Learner, WithModules(3), CourseId(), learner.Now.AddDays(1)));

        Assert.False(second.Created);
        Assert.Equal(first.Enrollment, second.Enrollment);
        Assert.Equal(head, learner.Head);
    }

    [Fact]
    public void Enrolling_in_a_course_that_is_not_published_is_refused() =>
        learner.Refuses(CatalogRefusals.CourseNotFound, l => l.Enroll(Learner, null, CourseId(), learner.Now));

    [Fact]
    public void Completing_a_module_of_an_enrollment_that_is_not_ones_own_is_refused() =>
        learner.Refuses(LearningRefusals.EnrollmentNotFound, l =>
            l.CompleteModule(Enrollment, Module(1), WithModules(1), learner.Now, 0)
        );

    [Fact]
    public void Completing_a_module_that_the_course_does_not_have_is_refused() =>
        Enrolled()
            .Refuses(LearningRefusals.ModuleNotFound, l =>
                l.CompleteModule(Enrollment, Module(9), WithModules(3), learner.Now, 1)
            );

    [Fact]
    public void Completing_a_module_answers_the_progress_and_its_number()
    {
        var course = WithModules(3);
        var answer = Complete(Enrolled(), course, 2);

        Assert.Equal(new CourseProgress(3, 1, 33), answer.CourseProgress);
        Assert.Equal(2, answer.Seq);
        Assert.True(answer.Completed);
    }

    [Fact]
    public void Completing_a_module_twice_answers_as_the_first_time_and_writes_nothing()
    {
        var course = WithModules(3);
        var first = Complete(Enrolled(), course, 1);
        Complete(learner, course, 2);
        var head = learner.Head;
        var again = learner
            .At(learner.Now.AddHours(1))
            .Do(l => l.CompleteModule(Enrollment, Module(1), course, learner.Now, head));

        Assert.Equal(first, again);
        Assert.Equal(head, learner.Head);
    }

    [Fact]
    public void The_last_module_completes_the_enrollment_once()
    {
        var course = WithModules(2);
        Complete(Enrolled(), course, 1);
        Assert.Equal(EnrollmentStatus.Active, learner.Core.Enrollments[Enrollment].Status);
        var last = Complete(learner, course, 2);

        Assert.Equal(new CourseProgress(2, 2, 100), last.CourseProgress);
        Assert.Equal(EnrollmentStatus.Completed, learner.Core.Enrollments[Enrollment].Status);
        Assert.Equal(4, learner.Head); // enrolled, two modules, course
    }

    [Fact]
    public void A_module_with_lessons_is_not_completed_while_some_remain() =>
        Enrolled()
            .Refuses(LearningRefusals.LessonsRemaining, l =>
                l.CompleteModule(Enrollment, Module(1), Published(2), learner.Now, 1)
            );

    [Fact]
    public void The_last_lesson_completes_its_module_and_the_last_module_the_course()
    {
        var course = Published(2);
        Enrolled();
        learner.Do(l => l.CompleteLesson(Enrollment, Lesson(1), course, learner.Now, learner.Head));
        Assert.False(learner.Core.Enrollments[Enrollment].Modules.ContainsKey(Module(1)));
        var answer = learner.Do(l => l.CompleteLesson(Enrollment, Lesson(2), course, learner.Now, learner.Head));

        Assert.Equal(3, answer.Seq);
        Assert.NotNull(learner.Core.Enrollments[Enrollment].Modules[Module(1)].CompletedAt);
        Assert.Equal(EnrollmentStatus.Completed, learner.Core.Enrollments[Enrollment].Status);
    }

    [Fact]
    public void The_course_is_told_of_every_completed_module_once_however_it_was_completed()
    {
        var course = Published(0, 1, 0);
        Enrolled();
        Told(1, learner.Effects(l => l.CompleteModule(Enrollment, Module(1), course, learner.Now, learner.Head)));
        Assert.Empty(learner.Effects(l => l.CompleteModule(Enrollment, Module(1), course, learner.Now, learner.Head)));
        Told(2, learner.Effects(l => l.CompleteLesson(Enrollment, Lesson(1), course, learner.Now, learner.Head)));
        Assert.Empty(learner.Effects(l => l.StartModule(Enrollment, Module(3), course, learner.Now)));
        Assert.Empty(
            learner.Effects(l =>
                l.Patch(Enrollment, Module(3), new ProgressPatch(null, 5), course, learner.Now, learner.Head)
            )
        );
        Told(
            3,
            learner.Effects(l =>
                l.Patch(Enrollment, Module(3), new ProgressPatch(true, null), course, learner.Now, learner.Head)
            )
        );

        void Told(int module, IReadOnlyList<Effect> effects)
        {
            var completed = new ModuleCompleted(
                Enrollment,
                CourseId(),
                Module(module),
                learner.Now,
                CourseProgress.Of(module, 3)
            );
            Assert.Equal([new TellCourse(completed), new NudgeCourse(CourseId())], effects);
        }
    }

    [Fact]
    public void A_lesson_completed_twice_answers_the_first_number()
    {
        var course = Published(2);
        Enrolled();
        var first = learner.Do(l => l.CompleteLesson(Enrollment, Lesson(1), course, learner.Now, learner.Head));
        var again = learner.Do(l =>
            l.CompleteLesson(Enrollment, Lesson(1), course, learner.Now.AddDays(1), learner.Head)
        );

        Assert.Equal(first, again);
    }

    [Fact]
    public void A_lesson_that_the_course_does_not_have_is_refused() =>
        Enrolled()
            .Refuses(LearningRefusals.LessonNotFound, l =>
                l.CompleteLesson(Enrollment, Lesson(9), Published(2), learner.Now, 1)
            );

    [Fact]
    public void Starting_a_module_twice_is_the_same_record()
    {
        var course = WithModules(2);
        Enrolled();
        var first = learner.Do(l => l.StartModule(Enrollment, Module(1), course, learner.Now));
        var again = learner.Do(l => l.StartModule(Enrollment, Module(1), course, learner.Now.AddDays(1)));

        Assert.Equal(first, again);
        Assert.Equal(2, learner.Head);
    }

    [Fact]
    public void A_module_keeps_the_time_at_which_it_was_started()
    {
        var course = WithModules(2);
        Enrolled();
        var started = learner.Do(l => l.StartModule(Enrollment, Module(1), course, learner.Now));
        Complete(learner.At(learner.Now.AddHours(2)), course, 1);

        Assert.Equal(started.StartedAt, learner.Core.Enrollments[Enrollment].Modules[Module(1)].StartedAt);
    }

    [Fact]
    public void Time_spent_adds_up()
    {
        Started();
        Patch(new ProgressPatch(null, 60));
        var record = Patch(new ProgressPatch(null, 30));

        Assert.Equal(90, record.SecondsSpent);
    }

    [Theory]
    [InlineData(0, new[] { 60, 30 }, 90)]
    [InlineData(0, new[] { 86_400 }, 120)] // Nobody learns for a day in no time.
    [InlineData(0, new[] { 100, 100, 100 }, 120)]
    [InlineData(600, new[] { 600 }, 600)]
    [InlineData(600, new[] { 86_400, 86_400 }, 720)]
    [InlineData(600, new[] { 10, 86_400 }, 130)] // What was not reported is not kept for later.
    [InlineData(31_536_000, new[] { 86_400 }, 86_400)]
    public void Time_is_believed_as_far_as_it_has_passed(int passed, int[] reports, int believed)
    {
        Started();
        learner.At(learner.Now.AddSeconds(passed));
        foreach (var seconds in reports)
            Patch(new ProgressPatch(null, seconds));
        Assert.Equal(believed, learner.Core.Enrollments[Enrollment].Modules[Module(1)].SecondsSpent);
    }

    [Fact]
    public void Time_goes_on_being_believed_also_after_what_an_earlier_release_took()
    {
        Started();
        learner.Given(new TimeSpent(Enrollment, CourseId(), Module(1), int.MaxValue / 2));
        Assert.Equal(int.MaxValue / 2, Patch(new ProgressPatch(null, 60)).SecondsSpent);
        learner.At(learner.Now.AddMinutes(10));
        Assert.Equal(int.MaxValue / 2 + 600, Patch(new ProgressPatch(null, 86_400)).SecondsSpent);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whoever_teaches_a_course_walks_it_without_a_reward_and_unseen(bool teaches)
    {
        var own = new PublishedCourse(WithModules(2).Content with { Instructor = teaches ? Learner : Teacher });
        Enrolled();
        var moment = new Moment(learner.Now, learner.Head);
        var decided = learner.Core.CompleteModule(Enrollment, Module(1), own, moment.Now, moment.Head);
        var completed = Assert.IsType<ModuleCompleted>(decided.Events[0]);
        Assert.Equal(teaches ? true : null, completed.AsTeacher);
        Assert.Equal(teaches, decided.Effects.Count == 0);
        Assert.Equal(teaches, new GameCore().React(decided.Events, moment).Events.Count == 0);
        // Neither a lesson nor the whole course pays them.
        bool? asTeacher = teaches ? true : null;
        object[] others =
        [
            new LessonCompleted(Enrollment, CourseId(), Module(1), Lesson(1), moment.Now, asTeacher),
            new CourseCompleted(Enrollment, CourseId(), moment.Now, 1, asTeacher),
        ];
        Assert.All(others, body => Assert.Equal(teaches, new GameCore().React([body], moment).Events.Count == 0));
    }

    [Fact]
    public void A_patch_can_complete_a_module_and_a_repeat_changes_nothing()
    {
        Started();
        var record = Patch(new ProgressPatch(true, null));
        var head = learner.Head;
        Assert.True(record.Completed);
        Assert.Equal(record, Patch(new ProgressPatch(true, null)));
        Assert.Equal(head, learner.Head);
    }

    [Fact]
    public void A_completed_module_cannot_be_reopened()
    {
        Started();
        Patch(new ProgressPatch(true, null));
        learner.Refuses(LearningRefusals.CannotReopen, l =>
            l.Patch(Enrollment, Module(1), new ProgressPatch(false, null), WithModules(2), learner.Now, learner.Head)
        );
    }

    [Fact]
    public void Patching_a_record_that_is_not_there_is_refused() =>
        Enrolled()
            .Refuses(LearningRefusals.RecordNotFound, l =>
                l.Patch(Enrollment, Module(1), new ProgressPatch(true, null), WithModules(2), learner.Now, 1)
            );

    [Fact]
    public void A_module_taken_out_of_the_course_does_not_count_any_more()
    {
        Complete(Enrolled(), WithModules(3), 3);
        var answer = Complete(learner, WithModules(2), 1);

        Assert.Equal(new CourseProgress(2, 1, 50), answer.CourseProgress);
    }

    [Fact]
    public void Enrolling_says_where_one_begins_and_enrolling_again_where_one_goes_on()
    {
        var course = WithModules(2);
        Assert.Equal((2, 0, 0), StandingOf(course));
        learner.Do(l => l.Enroll(Learner, course, CourseId(), learner.Now));
        Complete(learner, course, 1);
        learner.Do(l => l.End(Enrollment, Learner, learner.Now));
        Assert.Equal((2, 1, 50), StandingOf(course));

        (int Total, int Completed, int Percent) StandingOf(PublishedCourse course)
        {
            var enrolled = Assert.IsType<Enrolled>(
                Assert.Single(learner.Core.Enroll(Learner, course, CourseId(), learner.Now).Events)
            );
            Assert.Equal(EnrollmentStatus.Active, enrolled.Standing!.Status);
            return (enrolled.Standing.TotalModules, enrolled.Standing.CompletedModules, enrolled.Standing.Percent);
        }
    }

    [Fact]
    public void Replaying_the_events_gives_the_state_that_was_live()
    {
        var course = Published(0, 2, 0);
        var events = new List<object>();
        void Do<T>(Func<LearningCore, Decision<T>> decide)
        {
            var decision = decide(learner.Core);
            events.AddRange(decision.Events);
            learner.Given(decision.Events);
        }
        Do(l => l.Enroll(Learner, course, CourseId(), learner.Now));
        Do(l => l.CompleteModule(Enrollment, Module(1), course, learner.Now, learner.Head));
        Do(l => l.CompleteLesson(Enrollment, Lesson(2), course, learner.Now, learner.Head));
        Do(l => l.CompleteLesson(Enrollment, Lesson(1), course, learner.Now, learner.Head));
        Do(l => l.CompleteModule(Enrollment, Module(3), course, learner.Now, learner.Head));

        var replayed = new Scenario<LearningCore>().Given(events).Core;
        Assert.Equivalent(learner.Core.Enrollments, replayed.Enrollments, strict: true);
        Assert.Equal(EnrollmentStatus.Completed, replayed.Enrollments[Enrollment].Status);
    }

    private Scenario<LearningCore> Enrolled() => learner.Given(new Enrolled(Enrollment, CourseId(), learner.Now));

    private void Started() => Enrolled().Given(new ModuleStarted(Enrollment, CourseId(), Module(1), learner.Now));

    private ProgressRecord Patch(ProgressPatch patch) =>
        learner.Do(l => l.Patch(Enrollment, Module(1), patch, WithModules(2), learner.Now, learner.Head));

    private static ModuleCompletion Complete(Scenario<LearningCore> learner, PublishedCourse course, int module) =>
        learner.Do(l => l.CompleteModule(Enrollment, Module(module), course, learner.Now, learner.Head));
}
