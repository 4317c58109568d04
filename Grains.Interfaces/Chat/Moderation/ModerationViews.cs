using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Orleans.Concurrency;

namespace Academy.Chat.Moderation;

/// <summary>The messages that an admin may read now; the record of the reading names the same.</summary>
[GenerateSerializer, Immutable, Alias("chat.reading")]
public sealed record Reading(
    [property: Id(0)] long FromSeq,
    [property: Id(1)] long ToSeq,
    [property: Id(2)] DateTimeOffset At
);

public sealed record BanView(UserId UserId, string DisplayName, DateTimeOffset? Until, DateTimeOffset At, UserId By);

public sealed record ReportReason(
    UserId UserId,
    string DisplayName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Reason,
    DateTimeOffset At
);

/// <summary>A reported message that waits for a moderator.</summary>
public sealed record ReportView(MessageView Message, IReadOnlyList<ReportReason> Reports);

/// <summary>An admin's reading of a conversation that the caller was in.</summary>
public sealed record MonitoringView(
    RoomId RoomId,
    string? Title,
    UserId AdminId,
    string AdminName,
    DateTimeOffset At,
    string Reason,
    long FromSeq,
    long ToSeq
);

/// <summary>A room in an admin's list, without what is written in it.</summary>
public sealed record RoomOverview(
    RoomId Id,
    RoomType Type,
    string? Title,
    CourseId? CourseId,
    int MemberCount,
    DateTimeOffset CreatedAt,
    IReadOnlyList<RoomPersonView> People
);
