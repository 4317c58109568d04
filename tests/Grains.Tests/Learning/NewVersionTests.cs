using Academy.Catalog;
using Academy.Grains.Catalog;
using Academy.Grains.Learning;
using Academy.Learning;
using static Academy.Grains.Tests.Courses;

namespace Academy.Grains.Tests.Learning;

/// <summary>A new version of a course adds completion or takes none away.</summary>
public sealed class NewVersionTests
{
    private static readonly EnrollmentId Enrollment = LearningCore.EnrollmentOf(Learner, CourseId());

    private readonly Scenario<LearningCore> learner = new();

    private Enrollment Enrolled => learner.Core.Enrollments[Enrollment];

    [Fact]
    public void A_completed_enrollment_stays_completed_for_its_version_and_says_which()
    {
        Complete(WithModules(2), 1, 2);
        var progress = Enrolled.Progress(Second(3).Content);
        Assert.Equal(
            (EnrollmentStatus.Completed, 2, 2, 100, 1),
            (progress.Status, progress.TotalModules, progress.CompletedModules, progress.Percent, progress.Version)
        );
        Assert.Equal([false, false, true], progress.Modules.Select(m => m.IsNew));
        Assert.Equal([true, true, false], progress.Modules.Select(m => m.Completed));
        var snapshot = Enrolled.Snapshot(Second(3).Content);
        Assert.Equal((100, 2, 1), (snapshot.Percent, snapshot.TotalModules, snapshot.CompletedVersion));
        Assert.Equal(100, new[] { (Enrolled, Second(3)) }.Overall().Percent);
    }

    [Fact]
    public void What_is_new_can_be_done_and_the_course_is_completed_once()
    {
        Complete(WithModules(2), 1, 2);
        var before = learner.Head;
        var answer = learner.Do(l => l.CompleteModule(Enrollment, Module(3), Second(3), learner.Now, learner.Head));
        Assert.Equal(new CourseProgress(2, 2, 100), answer.CourseProgress);
        Assert.Equal(before + 1, learner.Head); // The module, and no second completion of the course.
        Assert.All(Enrolled.Progress(Second(3).Content).Modules, m =>
            Assert.True(m is { Completed: true, IsNew: false })
        );
    }

    [Fact]
    public void A_new_module_counts_where_the_course_is_not_completed()
    {
        Complete(WithModules(2), 1);
        Assert.Equal(50, Enrolled.Progress(WithModules(2).Content).Percent);
        var progress = Enrolled.Progress(Second(4).Content);
        Assert.Equal((25, 2), (progress.Percent, progress.Version));
        Assert.All(progress.Modules, module => Assert.False(module.IsNew));
    }

    [Fact]
    public void A_module_that_was_taken_out_does_not_count()
    {
        Complete(WithModules(3), 3);
        Assert.Equal(0, Enrolled.Progress(WithModules(2).Content).Percent);
    }

    [Fact]
    public void A_new_lesson_in_a_completed_module_is_not_done_and_reopens_nothing()
    {
        Complete(WithModules(2), 1);
        var second = Published(1, 0);
        var progress = Enrolled.Progress(second.Content);
        Assert.Equal((true, 50), (progress.Modules[0].Completed, progress.Percent));
        Assert.DoesNotContain(Lesson(1), Enrolled.Snapshot(second.Content).CompletedLessonIds);
        learner.Do(l => l.CompleteLesson(Enrollment, Lesson(1), second, learner.Now, learner.Head));
        Assert.Contains(Lesson(1), Enrolled.Snapshot(second.Content).CompletedLessonIds);
    }

    [Fact]
    public void A_completion_of_an_earlier_release_has_all_of_its_modules()
    {
        Complete(WithModules(2), 1, 2);
        Enrolled.Complete(learner.Now, version: null);
        var progress = Enrolled.Progress(Second(3).Content);
        Assert.Equal((100, 2, (int?)null), (progress.Percent, progress.TotalModules, progress.Version));
    }

    private static PublishedCourse Second(int modules) => new(WithModules(modules).Content with { Version = 2 });

    private void Complete(PublishedCourse course, params int[] modules)
    {
        learner.Do(l => l.Enroll(Learner, course, CourseId(), learner.Now));
        foreach (var module in modules)
            learner.Do(l => l.CompleteModule(Enrollment, Module(module), course, learner.Now, learner.Head));
    }
}
