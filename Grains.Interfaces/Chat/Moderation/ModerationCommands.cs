using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Chat.Messages;

namespace Academy.Chat.Moderation;

[JsonConverter(typeof(JsonStringEnumConverter<ReportAction>))]
public enum ReportAction
{
    [JsonStringEnumMemberName("dismiss")]
    Dismiss,

    [JsonStringEnumMemberName("delete")]
    Delete,
}

/// <param name="Until">When it ends; null: when a moderator ends it.</param>
[GenerateSerializer, Immutable, Alias("chat.mute-member")]
public sealed record MuteMember(
    [property: Id(0)] UserId UserId,
    [property: Id(1)] bool IsOn,
    [property: Id(2)] DateTimeOffset? Until
);

/// <param name="Until">When it ends; null: when a moderator ends it.</param>
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

/// <summary>An admin is about to read a page of a conversation that they are not in, newest first.</summary>
/// <param name="Before">Messages before this number; null: the newest.</param>
/// <param name="Limit">How many; null: all of them (an export).</param>
[GenerateSerializer, Immutable, Alias("chat.monitor-room")]
public sealed record MonitorRoom(
    [property: Id(0)] string Reason,
    [property: Id(1)] long? Before,
    [property: Id(2)] int? Limit
);
