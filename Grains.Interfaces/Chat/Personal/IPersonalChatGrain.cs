using Academy.Accounts;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Commands;
using Orleans.Concurrency;

namespace Academy.Chat.Personal;

/// <summary>
/// A person's own side of chat, the same on all his devices: how far he has read, who mentioned him, and (kept by
/// <see cref="IDraftsGrain"/>) what he has begun to write. On his stream. Key: organization/user.
/// </summary>
[Alias("chat.personal-chat-grain")]
public interface IPersonalChatGrain : IGrainWithStringKey
{
    /// <summary>From the room: how far he has read there. Kept within a second.</summary>
    [OneWay, Alias("note-read")]
    Task NoteRead(RoomId room, long seq);

    /// <summary>
    /// From the owner of his drafts, after each write: what is stored now. His devices hear of what changed.
    /// </summary>
    [Alias("know-drafts")]
    Task KnowDrafts(DraftsView drafts, IReadOnlyList<RoomId> changed);

    /// <summary>From a room, by the outbox: what concerns him there.</summary>
    [Alias("take")]
    Task<Outcome<Done>> Take(CommandKey key, PersonalNotice notice);
}

public enum NoticeKind
{
    Joined,
    Left,
    Mentioned,
    Reported,
}

/// <summary>What a room leaves for a person.</summary>
/// <param name="Type">With <see cref="NoticeKind.Joined"/>, as <paramref name="Title"/>.</param>
/// <param name="By">Who did it, if somebody did.</param>
/// <param name="Reason">With <see cref="NoticeKind.Left"/>.</param>
/// <param name="Seq">The number of the cause in the room.</param>
/// <param name="MessageId">With <see cref="NoticeKind.Mentioned"/> and <see cref="NoticeKind.Reported"/>.</param>
[GenerateSerializer, Immutable, Alias("chat.personal-notice")]
public sealed record PersonalNotice(
    [property: Id(0)] NoticeKind Kind,
    [property: Id(1)] RoomId RoomId,
    [property: Id(2)] RoomType? Type = null,
    [property: Id(3)] string? Title = null,
    [property: Id(4)] UserId? By = null,
    [property: Id(5)] RemovalReason? Reason = null,
    [property: Id(6)] MessageId? MessageId = null,
    [property: Id(7)] long? Seq = null
);
