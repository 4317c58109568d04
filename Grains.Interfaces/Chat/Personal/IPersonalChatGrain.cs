using Academy.Accounts;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Commands;
using Orleans.Concurrency;

namespace Academy.Chat.Personal;

/// <summary>
/// The part of chat on a person's own stream, the same on all their devices: how far they have read, who mentioned
/// them, and their drafts (which <see cref="IDraftsGrain"/> stores). Key: organization/user.
/// </summary>
[Alias("chat.personal-chat-grain")]
public interface IPersonalChatGrain : IGrainWithStringKey
{
    /// <summary>The room calls this: how far the person has read there. It is durable within a second.</summary>
    [OneWay, Alias("note-read")]
    Task NoteRead(RoomId room, long seq);

    /// <summary>
    /// <see cref="IDraftsGrain"/> calls this after each write, with what is stored. The person's devices are signalled
    /// what changed.
    /// </summary>
    [Alias("know-drafts")]
    Task KnowDrafts(DraftsView drafts, IReadOnlyList<RoomId> changed);

    /// <summary>A room calls this through the outbox: something there concerns the person.</summary>
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

/// <summary>What a room tells a person.</summary>
/// <param name="Type">With <see cref="NoticeKind.Joined"/>, as <paramref name="Title"/>.</param>
/// <param name="By">Who caused it; null: the system did.</param>
/// <param name="Reason">With <see cref="NoticeKind.Left"/>.</param>
/// <param name="Seq">The cause's number on the room's stream.</param>
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
