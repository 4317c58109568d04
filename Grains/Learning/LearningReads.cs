using Academy.Catalog;
using Academy.Grains.Catalog;
using Academy.Learning;

namespace Academy.Grains.Learning;

/// <summary>A learner's progress as it is shown: the record joined with the course as it is published.</summary>
internal static class LearningReads
{
    public static IEnumerable<ProgressRecord> Records(this Enrollment enrollment) =>
        enrollment.Modules.Select(m => LearningCore.View(enrollment.Id, m.Key, m.Value)).OrderBy(r => r.StartedAt);

    public static CourseProgressView Progress(this Enrollment enrollment, CourseContent course)
    {
        var progress = enrollment.ProgressIn(course);
        return new CourseProgressView(
            enrollment.Id,
            enrollment.CourseId,
            progress.TotalModules,
            progress.CompletedModules,
            progress.Percent,
            enrollment.Status,
            [
                .. course.Modules.Select(m =>
                {
                    var completedAt = enrollment.Modules.GetValueOrDefault(m.Id)?.CompletedAt;
                    var isNew = enrollment.CompletedAt is not null && completedAt is null;
                    return new ModuleProgressView(m.Id, m.Title, m.Order, completedAt is not null, completedAt, isNew);
                }),
            ],
            enrollment.CompletedAt is null ? course.Version : enrollment.CompletedVersion
        );
    }

    public static OverallProgress Overall(
        this IReadOnlyList<(Enrollment Enrollment, PublishedCourse Course)> enrollments
    )
    {
        var courses = enrollments
            .Select(x =>
            {
                var progress = x.Enrollment.ProgressIn(x.Course.Content);
                return new OverallCourse(
                    x.Enrollment.CourseId,
                    x.Enrollment.Id,
                    x.Course.Content.Title,
                    x.Enrollment.Status,
                    progress.CompletedModules,
                    progress.TotalModules,
                    progress.Percent
                );
            })
            .ToArray();
        var (completed, total) = (courses.Sum(c => c.Completed), courses.Sum(c => c.Total));
        return new OverallProgress(
            courses.Length,
            total,
            completed,
            CourseProgress.PercentOf(completed, total),
            courses
        );
    }

    public static EnrollmentSnapshot Snapshot(this Enrollment enrollment, CourseContent course)
    {
        var progress = enrollment.ProgressIn(course);
        return new EnrollmentSnapshot(
            enrollment.Id,
            enrollment.CourseId,
            enrollment.Status,
            progress.TotalModules,
            progress.CompletedModules,
            progress.Percent,
            [.. enrollment.Modules.Where(m => m.Value.CompletedAt is not null).Select(m => m.Key)],
            [.. enrollment.Lessons.Keys],
            enrollment.CompletedVersion
        );
    }
}
