using Academy.Accounts;
using Academy.Catalog;

namespace Academy.Api.Catalog;

/// <summary>A course as it is read.</summary>
/// <param name="Version">0 for what was never published, else counted from 1.</param>
/// <param name="HasUnpublishedChanges">To those who may publish: the content is the draft's, which has something that
/// the version does not have.</param>
internal sealed record CourseAnswer(
    CourseId Id,
    int Version,
    CourseStatus Status,
    UserId InstructorId,
    string InstructorName,
    string Title,
    string Description,
    string Category,
    CourseLevel Level,
    IReadOnlyList<ModuleContent> Modules,
    bool HasUnpublishedChanges
)
{
    public static CourseAnswer Of(CourseContent course, string instructorName) =>
        new(
            course.Id,
            course.Version,
            course.Version > 0 ? CourseStatus.Published : CourseStatus.Draft,
            course.Instructor,
            instructorName,
            course.Title,
            course.Description,
            course.Category,
            course.Level,
            course.Modules,
            course.HasUnpublishedChanges
        );
}
