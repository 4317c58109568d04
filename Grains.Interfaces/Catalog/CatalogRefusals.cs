using Academy.Commands;

namespace Academy.Catalog;

public static class CatalogRefusals
{
    public static readonly Refusal CourseNotFound = new(
        "catalog.course-not-found",
        RefusalKind.NotFound,
        "There is no such course."
    );

    public static readonly Refusal ModuleNotFound = new(
        "catalog.module-not-found",
        RefusalKind.NotFound,
        "The course has no such module."
    );

    public static readonly Refusal NotYourCourse = new(
        "catalog.not-your-course",
        RefusalKind.Forbidden,
        "Only the course's instructor may change it."
    );

    public static readonly Refusal InstructorsOnly = new(
        "catalog.instructors-only",
        RefusalKind.Forbidden,
        "Only instructors create courses."
    );

    public static readonly Refusal NotATeacher = new(
        "catalog.not-a-teacher",
        RefusalKind.Unprocessable,
        "A course is handed over to an instructor or an administrator of your organization."
    );

    public static readonly Refusal LinkInvalid = new(
        "catalog.link-invalid",
        RefusalKind.Invalid,
        "The content of a link is an address that begins with http:// or https://, and a video has no other address."
    );

    public static readonly Refusal CourseFull = new(
        "catalog.course-full",
        RefusalKind.Unprocessable,
        $"A course has at most {CatalogLimits.ModulesMax} modules, and a module at most "
            + $"{CatalogLimits.LessonsMax} lessons."
    );
}

/// <summary>Sizes that a course may have.</summary>
public static class CatalogLimits
{
    public const int ModulesMax = 500;
    public const int LessonsMax = 200;
    public const int TitleMax = 200;
    public const int DescriptionMax = 5_000;
    public const int CategoryMax = 80;
    public const int ContentMax = 20_000;
    public const int DurationMinutesMax = 24 * 60;
}
