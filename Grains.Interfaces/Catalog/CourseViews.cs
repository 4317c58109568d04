using System.Text.Json.Serialization;
using Academy.Accounts;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Catalog;

[JsonConverter(typeof(JsonStringEnumConverter<CourseStatus>))]
public enum CourseStatus
{
    [JsonStringEnumMemberName("draft")]
    Draft,

    [JsonStringEnumMemberName("published")]
    Published,
}

/// <summary>One version of a course; a published one never changes.</summary>
/// <param name="Version">0 for what was never published, else counted from 1; of a draft the latest that was.</param>
[GenerateSerializer, Immutable, Alias("catalog.course-content")]
public sealed record CourseContent(
    [property: Id(0)] CourseId Id,
    [property: Id(1)] int Version,
    [property: Id(2)] UserId Instructor,
    [property: Id(3)] string Title,
    [property: Id(4)] string Description,
    [property: Id(5)] string Category,
    [property: Id(6)] CourseLevel Level,
    [property: Id(7)] IReadOnlyList<ModuleContent> Modules
)
{
    /// <summary>
    /// It is the draft behind a published version, with something that the version does not have; shown to those who
    /// may publish it.
    /// </summary>
    [Id(8)]
    public bool HasUnpublishedChanges { get; init; }
}

/// <param name="Order">Its place in the course, counted from 1.</param>
[GenerateSerializer, Immutable, Alias("catalog.module-content")]
public sealed record ModuleContent(
    [property: Id(0)] ModuleId Id,
    [property: Id(1)] string Title,
    [property: Id(2)] string? Description,
    [property: Id(3)] int Order,
    [property: Id(4)] IReadOnlyList<LessonContent> Lessons
);

[GenerateSerializer, Immutable, Alias("catalog.lesson-content")]
public sealed record LessonContent(
    [property: Id(0)] LessonId Id,
    [property: Id(1)] string Title,
    [property: Id(2)] LessonKind Kind,
    [property: Id(3)] string? Content,
    [property: Id(4)] int? DurationMinutes
);

/// <summary>A course as it is listed.</summary>
[GenerateSerializer, Immutable, Alias("catalog.course-list-item")]
public sealed record CourseListItem(
    [property: Id(0)] CourseId Id,
    [property: Id(1)] string Title,
    [property: Id(2)] string Description,
    [property: Id(3)] string Category,
    [property: Id(4)] CourseLevel Level,
    [property: Id(5)] CourseStatus Status,
    [property: Id(6)] UserId InstructorId,
    [property: Id(7)] string InstructorName,
    [property: Id(8)] int ModuleCount,
    [property: Id(9)] int EnrolledCount
);

/// <summary>A published course that needs another instructor.</summary>
/// <param name="InstructorName">Null: they were erased.</param>
/// <param name="AskedAt">When they asked somebody to take it over; null: they did not.</param>
public sealed record CourseToTakeOver(
    CourseId Id,
    string Title,
    UserId InstructorId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? InstructorName,
    int EnrolledCount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? AskedAt
);
