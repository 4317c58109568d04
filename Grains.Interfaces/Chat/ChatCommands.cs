using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Catalog;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Chat;

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

[JsonConverter(typeof(JsonStringEnumConverter<ReportAction>))]
public enum ReportAction
{
    [JsonStringEnumMemberName("dismiss")]
    Dismiss,

    [JsonStringEnumMemberName("delete")]
    Delete,
}

/// <summary>
/// The room's id is the grain's key: see <see cref="RoomId.OfCourse"/>, <see cref="RoomId.OfPair"/>,
/// <see cref="RoomId.OfGroup"/>.
/// </summary>
/// <param name="MemberIds">Of a group; of a direct room the other one.</param>
[GenerateSerializer, Immutable, Alias("chat.create-room")]
public sealed record CreateRoom(
    [property: Id(0)] RoomType Type,
    [property: Id(1)] CourseId? CourseId,
    [property: Id(2)] IReadOnlyList<UserId> MemberIds,
    [property: Id(3)] string? Title
);

[GenerateSerializer, Immutable, Alias("chat.add-members")]
public sealed record AddMembers([property: Id(0)] IReadOnlyList<UserId> UserIds);

/// <summary>Of oneself: leaves.</summary>
[GenerateSerializer, Immutable, Alias("chat.remove-member")]
public sealed record RemoveMember([property: Id(0)] UserId UserId);

[GenerateSerializer, Immutable, Alias("chat.change-member-role")]
public sealed record ChangeMemberRole([property: Id(0)] UserId UserId, [property: Id(1)] RoomRole Role);

/// <summary>What is null stays as it is.</summary>
[GenerateSerializer, Immutable, Alias("chat.change-room")]
public sealed record ChangeRoom(
    [property: Id(0)] string? Title,
    [property: Id(1)] int? SlowModeSeconds,
    [property: Id(2)] IReadOnlyList<string>? BlockedWords
);

[GenerateSerializer, Immutable, Alias("chat.post-message")]
public sealed record PostMessage(
    [property: Id(0)] string Body,
    [property: Id(1)] MessageId? ReplyTo,
    [property: Id(2)] IReadOnlyList<AttachmentId> AttachmentIds,
    [property: Id(3)] IReadOnlyList<UserId> Mentions
)
{
    /// <summary>
    /// The request's hash for its <c>CommandKey</c>, by whichever road it came: the same command id by hub and by REST
    /// is the same message.
    /// </summary>
    public string HashOf(RoomId room)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        Add(hash, room.Value);
        var body = Encoding.UTF8.GetBytes(Body.Trim());
        BinaryPrimitives.WriteInt32BigEndian(length, body.Length);
        hash.AppendData(length);
        hash.AppendData(body);
        Add(hash, ReplyTo?.Value ?? Guid.Empty);
        BinaryPrimitives.WriteInt32BigEndian(length, AttachmentIds.Count);
        hash.AppendData(length);
        foreach (var attachment in AttachmentIds)
            Add(hash, attachment.Value);
        foreach (var mention in Mentions)
            Add(hash, mention.Value);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Convert.ToHexStringLower(digest[..16]);
    }

    private static void Add(IncrementalHash hash, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        hash.AppendData(bytes);
    }
}

[GenerateSerializer, Immutable, Alias("chat.edit-message")]
public sealed record EditMessage([property: Id(0)] MessageId Id, [property: Id(1)] string Body);

[GenerateSerializer, Immutable, Alias("chat.delete-message")]
public sealed record DeleteMessage([property: Id(0)] MessageId Id);

[GenerateSerializer, Immutable, Alias("chat.react")]
public sealed record React([property: Id(0)] MessageId Id, [property: Id(1)] string Emoji, [property: Id(2)] bool IsOn);

[GenerateSerializer, Immutable, Alias("chat.pin-message")]
public sealed record PinMessage([property: Id(0)] MessageId Id, [property: Id(1)] bool IsOn);

/// <param name="Until">Null: until somebody ends it.</param>
[GenerateSerializer, Immutable, Alias("chat.mute-member")]
public sealed record MuteMember(
    [property: Id(0)] UserId UserId,
    [property: Id(1)] bool IsOn,
    [property: Id(2)] DateTimeOffset? Until
);

/// <param name="Until">Null: until somebody ends it.</param>
[GenerateSerializer, Immutable, Alias("chat.ban-member")]
public sealed record BanMember(
    [property: Id(0)] UserId UserId,
    [property: Id(1)] bool IsOn,
    [property: Id(2)] DateTimeOffset? Until
);

[GenerateSerializer, Immutable, Alias("chat.report-message")]
public sealed record ReportMessage([property: Id(0)] MessageId Id, [property: Id(1)] string Reason);

[GenerateSerializer, Immutable, Alias("chat.resolve-report")]
public sealed record ResolveReport([property: Id(0)] MessageId Id, [property: Id(1)] ReportAction Action);

/// <summary>An admin is about to read a conversation that is not his: a page of it, newest first.</summary>
/// <param name="Before">Messages before this number; null from the newest.</param>
/// <param name="Limit">How many; null: all of them (an export).</param>
[GenerateSerializer, Immutable, Alias("chat.monitor-room")]
public sealed record MonitorRoom(
    [property: Id(0)] string Reason,
    [property: Id(1)] long? Before,
    [property: Id(2)] int? Limit
);

/// <summary>A person's place in a course's room, as his enrollment has it.</summary>
[GenerateSerializer, Immutable, Alias("chat.course-membership")]
public sealed record CourseMembership(
    [property: Id(0)] CourseId CourseId,
    [property: Id(1)] UserId UserId,
    [property: Id(2)] bool IsEnrolled
);
