using Academy.Accounts;
using Academy.Catalog;
using Academy.Grains.Learning;
using Academy.Learning;
using static Academy.Grains.Tests.Courses;

namespace Academy.Grains.Tests.Learning;

public sealed class EnrollmentEndTests
{
    private static readonly EnrollmentId Enrollment = LearningCore.EnrollmentOf(Learner, CourseId());

    private readonly Scenario<LearningCore> learner = new();

    public EnrollmentEndTests() => learner.Do(l => l.Enroll(Learner, WithModules(2), CourseId(), learner.Now));

    [Fact]
    public void On_an_enrollment_that_has_ended_nothing_is_done()
    {
        Complete(1);
        learner.Do(l => l.End(Enrollment, Learner, learner.Now));
        Assert.Equal(EnrollmentStatus.Ended, learner.Core.Enrollments[Enrollment].Status);
        learner.Refuses(LearningRefusals.EnrollmentEnded, l =>
            l.CompleteModule(Enrollment, Module(1), WithModules(2), learner.Now, learner.Head)
        );
        learner.Refuses(LearningRefusals.EnrollmentEnded, l =>
            l.StartModule(Enrollment, Module(2), WithModules(2), learner.Now)
        );
        learner.Refuses(LearningRefusals.EnrollmentEnded, l =>
            l.Patch(Enrollment, Module(1), new ProgressPatch(null, 5), WithModules(2), learner.Now, learner.Head)
        );
    }

    [Fact]
    public void An_enrollment_ends_once()
    {
        learner.Do(l => l.End(Enrollment, Learner, learner.Now));
        Assert.Empty(learner.Core.End(Enrollment, Learner, learner.Now).Events);
        learner.Refuses(LearningRefusals.EnrollmentNotFound, l => l.End(new(Guid.NewGuid()), Learner, learner.Now));
    }

    [Fact]
    public void Enrolling_again_goes_on_where_it_was()
    {
        Complete(1);
        var began = learner.Core.Enrollments[Enrollment].EnrolledAt;
        learner.Do(l => l.End(Enrollment, new UserId(Guid.NewGuid()), learner.Now));
        learner.At(learner.Now.AddDays(30));
        var again = learner.Do(l => l.Enroll(Learner, WithModules(2), CourseId(), learner.Now));
        Assert.Equal(
            (true, Enrollment, EnrollmentStatus.Active, began),
            (again.Created, again.Enrollment.Id, again.Enrollment.Status, again.Enrollment.EnrolledAt)
        );
        Assert.Equal(100, Complete(2).CourseProgress.Percent);
        Assert.Equal(EnrollmentStatus.Completed, learner.Core.Enrollments[Enrollment].Status);
    }

    [Fact]
    public void Enrolling_again_in_a_course_that_is_gone_is_refused()
    {
        learner.Do(l => l.End(Enrollment, Learner, learner.Now));
        learner.Refuses(CatalogRefusals.CourseNotFound, l => l.Enroll(Learner, null, CourseId(), learner.Now));
    }

    private ModuleCompletion Complete(int module) =>
        learner.Do(l => l.CompleteModule(Enrollment, Module(module), WithModules(2), learner.Now, learner.Head));
}
