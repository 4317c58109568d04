using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Catalog;

namespace Academy.Chat.Rooms;

[JsonConverter(typeof(JsonStringEnumConverter<RoomType>))]
public enum RoomType
{
    /// <summary>Members follow the enrollment in the course.</summary>
    [JsonStringEnumMemberName("course")]
    Course,

    /// <summary>Two people; one room per pair.</summary>
    [JsonStringEnumMemberName("direct")]
    Direct,

    [JsonStringEnumMemberName("group")]
    Group,
}

/// <summary>What a member may do in a room; each may do all that the ones before may.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RoomRole>))]
public enum RoomRole
{
    [JsonStringEnumMemberName("member")]
    Member,

    [JsonStringEnumMemberName("moderator")]
    Moderator,

    [JsonStringEnumMemberName("owner")]
    Owner,
}

[JsonConverter(typeof(JsonStringEnumConverter<RemovalReason>))]
public enum RemovalReason
{
    [JsonStringEnumMemberName("left")]
    Left,

    [JsonStringEnumMemberName("removed")]
    Removed,

    [JsonStringEnumMemberName("banned")]
    Banned,

    [JsonStringEnumMemberName("enrollment-ended")]
    EnrollmentEnded,

    [JsonStringEnumMemberName("erased")]
    Erased,
}

/// <summary>
/// The room's id is the grain's key: see <see cref="RoomId.OfCourse"/>, <see cref="RoomId.OfPair"/>,
/// <see cref="RoomId.OfGroup"/>.
/// </summary>
/// <param name="MemberIds">The members of a group, or the other person of a direct room.</param>
[GenerateSerializer, Immutable, Alias("chat.create-room")]
public sealed record CreateRoom(
    [property: Id(0)] RoomType Type,
    [property: Id(1)] CourseId? CourseId,
    [property: Id(2)] IReadOnlyList<UserId> MemberIds,
    [property: Id(3)] string? Title
);

[GenerateSerializer, Immutable, Alias("chat.add-members")]
public sealed record AddMembers([property: Id(0)] IReadOnlyList<UserId> UserIds);

/// <summary>Removes a member. Who removes themselves leaves.</summary>
[GenerateSerializer, Immutable, Alias("chat.remove-member")]
public sealed record RemoveMember([property: Id(0)] UserId UserId);

[GenerateSerializer, Immutable, Alias("chat.change-member-role")]
public sealed record ChangeMemberRole([property: Id(0)] UserId UserId, [property: Id(1)] RoomRole Role);

/// <summary>Changes the room; a null leaves its setting unchanged.</summary>
[GenerateSerializer, Immutable, Alias("chat.change-room")]
public sealed record ChangeRoom(
    [property: Id(0)] string? Title,
    [property: Id(1)] int? SlowModeSeconds,
    [property: Id(2)] IReadOnlyList<string>? BlockedWords
);

/// <summary>Whether a person belongs in a course's room, by their enrollment.</summary>
[GenerateSerializer, Immutable, Alias("chat.course-membership")]
public sealed record CourseMembership(
    [property: Id(0)] CourseId CourseId,
    [property: Id(1)] UserId UserId,
    [property: Id(2)] bool IsEnrolled
);

/// <summary>Who teaches the course of a room.</summary>
/// <param name="Former">Who taught it before.</param>
/// <param name="IsFormerEnrolled">Whether they are a learner of it.</param>
[GenerateSerializer, Immutable, Alias("chat.course-teacher")]
public sealed record CourseTeacher(
    [property: Id(0)] UserId Teacher,
    [property: Id(1)] UserId Former,
    [property: Id(2)] bool IsFormerEnrolled
);
