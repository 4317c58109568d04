using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;

namespace Academy.Chat.Personal;

/// <summary>The chat part of the snapshot on a person's stream.</summary>
/// <param name="Reads">How far the person has read, by room.</param>
/// <param name="Drafts">The person's drafts, by room.</param>
/// <param name="Mentions">The latest, newest last.</param>
[GenerateSerializer, Immutable, Alias("chat.personal-chat-snapshot")]
public sealed record PersonalChatSnapshot(
    [property: Id(0)] IReadOnlyDictionary<RoomId, long> Reads,
    [property: Id(1)] IReadOnlyDictionary<RoomId, DraftView> Drafts,
    [property: Id(2)] IReadOnlyList<MentionView> Mentions
);

[GenerateSerializer, Immutable, Alias("chat.draft-view")]
public sealed record DraftView(
    [property: Id(0)] string Body,
    [property: Id(1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MessageId? ReplyTo,
    [property: Id(2)] DateTimeOffset At
);

/// <summary>A message that mentions the person.</summary>
[GenerateSerializer, Immutable, Alias("chat.mention-view")]
public sealed record MentionView(
    [property: Id(0)] RoomId RoomId,
    [property: Id(1)] MessageId Id,
    [property: Id(2)] long Seq,
    [property: Id(3)] UserId SenderId,
    [property: Id(4)] string SenderName,
    [property: Id(5)] DateTimeOffset At
);
