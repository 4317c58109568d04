using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Identifiers;

namespace Academy.Chat.Rooms;

/// <summary>A room.</summary>
[GenerateSerializer, Immutable, Alias("chat.room-id"), JsonConverter(typeof(IdConverter<RoomId>))]
public readonly record struct RoomId([property: Id(0)] Guid Value) : IId<RoomId>
{
    public static RoomId Of(Guid value) => new(value);

    /// <summary>The one room of a course.</summary>
    public static RoomId OfCourse(CourseId course) => new(DerivedId.Of("course-room", course.Value, Guid.Empty));

    /// <summary>The one room of two people, whichever of them asks.</summary>
    public static RoomId OfPair(UserId one, UserId other) =>
        one.Value.CompareTo(other.Value) <= 0
            ? new(DerivedId.Of("direct-room", one.Value, other.Value))
            : new(DerivedId.Of("direct-room", other.Value, one.Value));

    /// <summary>The group that a person creates with a command of this id.</summary>
    public static RoomId OfGroup(UserId creator, string commandId) =>
        new(DerivedId.Of("group-room", creator.Value, commandId));

    public override string ToString() => Value.ToString("D");
}
