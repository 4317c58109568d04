using Academy.Api.Requests;
using Academy.Catalog;

namespace Academy.Api.Catalog;

internal sealed record CreateCourseBody(string Title, string Description, string Category, CourseLevel Level)
    : IBody<CreateCourseBody>
{
    public static CreateCourseBody Read(JsonFields fields) =>
        new(
            fields.Name("title", CatalogLimits.TitleMax),
            fields.LongText("description", CatalogLimits.DescriptionMax),
            fields.Name("category", CatalogLimits.CategoryMax),
            fields.Choice<CourseLevel>("level")
        );
}

/// <param name="Order">Its place in the course, from 1; left out, it comes last.</param>
internal sealed record AddModuleBody(string Title, string? Description, int? Order) : IBody<AddModuleBody>
{
    public static AddModuleBody Read(JsonFields fields) =>
        new(
            fields.Name("title", CatalogLimits.TitleMax),
            fields.OptionalLongText("description", CatalogLimits.DescriptionMax),
            fields.OptionalInteger("order", 1, CatalogLimits.ModulesMax)
        );
}

internal sealed record AddLessonBody(string Title, LessonKind Kind, string? Content, int? DurationMinutes)
    : IBody<AddLessonBody>
{
    public static AddLessonBody Read(JsonFields fields) =>
        new(
            fields.Name("title", CatalogLimits.TitleMax),
            fields.Choice<LessonKind>("kind"),
            fields.OptionalLongText("content", CatalogLimits.ContentMax),
            fields.OptionalInteger("durationMinutes", 0, CatalogLimits.DurationMinutesMax)
        );
}

/// <param name="UserId">Who teaches the course from now on.</param>
internal sealed record HandOverBody(Guid UserId) : IBody<HandOverBody>
{
    public static HandOverBody Read(JsonFields fields) => new(fields.Id("userId"));
}
