using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Streams;

namespace Academy.Grains.Catalog;

internal sealed record CourseCreated(
    CourseId CourseId,
    OrganizationId Organization,
    UserId Instructor,
    string Title,
    string Description,
    string Category,
    CourseLevel Level
);

internal sealed record ModuleAdded(CourseId CourseId, ModuleId ModuleId, string Title, string? Description, int Order);

internal sealed record LessonAdded(
    CourseId CourseId,
    ModuleId ModuleId,
    LessonId LessonId,
    string Title,
    LessonKind Kind,
    string? Content,
    int? DurationMinutes
);

/// <summary>The draft as it stood became this version.</summary>
internal sealed record CoursePublished(CourseId CourseId, OrganizationId Organization, int Version, int Modules);

/// <summary>Its instructor wants to leave and asks that somebody else take it over.</summary>
internal sealed record HandOverAsked(CourseId CourseId, UserId Instructor);

/// <summary>It has another instructor, in its draft and in the published version.</summary>
/// <param name="By">Who said so.</param>
internal sealed record CourseHandedOver(CourseId CourseId, UserId Instructor, UserId Former, UserId By);

internal static class CourseEvents
{
    private const string Pulled = "Clients read courses over REST; nobody watches a course's drafts yet.";

    public static readonly IReadOnlyList<EventType> Types =
    [
        EventType.Of("catalog.course-created", 1, CourseEventsJson.Default.CourseCreated).NotSent(Pulled),
        EventType.Of("catalog.module-added", 1, CourseEventsJson.Default.ModuleAdded).NotSent(Pulled),
        EventType.Of("catalog.lesson-added", 1, CourseEventsJson.Default.LessonAdded).NotSent(Pulled),
        EventType.Of("catalog.course-published", 1, CourseEventsJson.Default.CoursePublished).NotSent(Pulled),
        EventType.Of("catalog.hand-over-asked", 1, CourseEventsJson.Default.HandOverAsked).NotSent(Pulled),
        EventType.Of("catalog.course-handed-over", 1, CourseEventsJson.Default.CourseHandedOver).NotSent(Pulled),
    ];
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(CourseCreated))]
[JsonSerializable(typeof(ModuleAdded))]
[JsonSerializable(typeof(LessonAdded))]
[JsonSerializable(typeof(CoursePublished))]
[JsonSerializable(typeof(HandOverAsked))]
[JsonSerializable(typeof(CourseHandedOver))]
internal sealed partial class CourseEventsJson : JsonSerializerContext;
