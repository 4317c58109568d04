using Academy.Calls;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Commands;
using Orleans.Concurrency;

namespace Academy.Chat.Personal;

/// <summary>
/// A person's drafts, one for each room. Only the latest of a room matters, so they are a stored state and not a
/// stream; the person's own stream shows them (<see cref="IPersonalChatGrain"/>). Key:
/// organization/user.
/// </summary>
/// <remarks>
/// A draft that was answered is stored, and survives the death of any silo. A person's drafts are written at most once
/// in <see cref="DraftLimits.WriteInterval"/>. A save in between waits for the next write, which answers it. Of several
/// waiting saves of one room only the latest is written; all of them are answered.
/// </remarks>
[Alias("chat.drafts-grain")]
public interface IDraftsGrain : IGrainWithStringKey
{
    /// <summary>
    /// Answers when this draft or a later one of the room is stored. Whoever may not read in the room has no drafts
    /// there.
    /// </summary>
    /// <param name="caller">The person.</param>
    /// <param name="key">The command's id; the latest are remembered for as long as the person has drafts.</param>
    /// <param name="room">The room that the draft is for.</param>
    /// <param name="draft">Null clears it.</param>
    [ResponseTimeout(CallTimes.Paced), Alias("save")]
    Task<Outcome<Done>> Save(Caller caller, CommandKey? key, RoomId room, Draft? draft);

    /// <summary>
    /// The room calls this when the person has posted: the draft is cleared, unless it was begun after that. The call
    /// may be lost with the process; then the draft stays.
    /// </summary>
    [OneWay, Alias("note-posted")]
    Task NotePosted(RoomId room, DateTimeOffset at);

    /// <summary>The owner of the person's stream calls this when they have left the room.</summary>
    [ResponseTimeout(CallTimes.Paced), Alias("note-left")]
    Task NoteLeft(RoomId room);

    /// <summary>What is stored.</summary>
    [ReadOnly, Alias("get")]
    Task<DraftsView> Get();

    /// <summary>The person was erased: removes all their drafts.</summary>
    [Repeatable, ResponseTimeout(CallTimes.Paced), Alias("forget")]
    Task Forget();
}

[GenerateSerializer, Immutable, Alias("chat.draft")]
public sealed record Draft([property: Id(0)] string Body, [property: Id(1)] MessageId? ReplyTo);

/// <summary>All drafts of a person.</summary>
[GenerateSerializer, Immutable, Alias("chat.drafts-view")]
public sealed record DraftsView([property: Id(0)] IReadOnlyDictionary<RoomId, DraftView> Drafts)
{
    public static readonly DraftsView None = new(new Dictionary<RoomId, DraftView>());
}

/// <summary>Limits of drafts. Their length is limited like a message's.</summary>
public static class DraftLimits
{
    /// <summary>Drafts that are kept of one person; the oldest goes first.</summary>
    public const int DraftsMax = 100;

    /// <summary>Ids of commands that are stored with them, to recognise repeats.</summary>
    public const int CommandsMax = 32;

    /// <summary>The drafts of one person are written at most once in this time.</summary>
    public static readonly TimeSpan WriteInterval = TimeSpan.FromSeconds(2);
}
