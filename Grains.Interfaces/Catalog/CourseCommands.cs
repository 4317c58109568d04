using System.Text.Json.Serialization;
using Academy.Accounts;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Catalog;

[JsonConverter(typeof(JsonStringEnumConverter<CourseLevel>))]
public enum CourseLevel
{
    [JsonStringEnumMemberName("beginner")]
    Beginner,

    [JsonStringEnumMemberName("intermediate")]
    Intermediate,

    [JsonStringEnumMemberName("advanced")]
    Advanced,
}

[JsonConverter(typeof(JsonStringEnumConverter<LessonKind>))]
public enum LessonKind
{
    [JsonStringEnumMemberName("text")]
    Text,

    [JsonStringEnumMemberName("video")]
    Video,

    [JsonStringEnumMemberName("exercise")]
    Exercise,

    [JsonStringEnumMemberName("link")]
    Link,
}

[GenerateSerializer, Immutable, Alias("catalog.create-course")]
public sealed record CreateCourse(
    [property: Id(0)] string Title,
    [property: Id(1)] string Description,
    [property: Id(2)] string Category,
    [property: Id(3)] CourseLevel Level
);

/// <param name="Instructor">Who teaches it from now on.</param>
[GenerateSerializer, Immutable, Alias("catalog.hand-over-course")]
public sealed record HandOverCourse([property: Id(0)] UserId Instructor);

/// <param name="Order">Its place, counted from 1; null puts it last.</param>
[GenerateSerializer, Immutable, Alias("catalog.add-module")]
public sealed record AddModule(
    [property: Id(0)] ModuleId Module,
    [property: Id(1)] string Title,
    [property: Id(2)] string? Description,
    [property: Id(3)] int? Order
);

[GenerateSerializer, Immutable, Alias("catalog.add-lesson")]
public sealed record AddLesson(
    [property: Id(0)] ModuleId Module,
    [property: Id(1)] LessonId Lesson,
    [property: Id(2)] string Title,
    [property: Id(3)] LessonKind Kind,
    [property: Id(4)] string? Content,
    [property: Id(5)] int? DurationMinutes
);
