using Academy.Calls;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Commands;
using Orleans.Concurrency;

namespace Academy.Chat.Personal;

/// <summary>
/// What a person has begun to write in their rooms and not sent. Only the latest of each room matters, so it is a
/// stored state and not a stream; the person's own stream shows it (<see cref="IPersonalChatGrain"/>). Key:
/// organization/user.
/// </summary>
/// <remarks>
/// The promise: what is answered is stored, and is there after any silo has died. A person's drafts are written at most
/// once in <see cref="DraftLimits.WriteInterval"/>; who saves meanwhile waits for the next write, and is answered by
/// it. Of several saves of a room that wait together only the latest is written, and all of them are answered.
/// </remarks>
[Alias("chat.drafts-grain")]
public interface IDraftsGrain : IGrainWithStringKey
{
    /// <summary>Answers when the draft is stored, or a later one of the same room.</summary>
    /// <param name="caller">The person.</param>
    /// <param name="key">The command's id; the latest are remembered for as long as the person has drafts.</param>
    /// <param name="room">Where it is to be posted.</param>
    /// <param name="draft">Null clears it.</param>
    [ResponseTimeout(CallTimes.Paced), Alias("save")]
    Task<Outcome<Done>> Save(Caller caller, CommandKey? key, RoomId room, Draft? draft);

    /// <summary>
    /// From the room: the person has posted there, so their draft is done with. Lost with the process, then the draft
    /// stays.
    /// </summary>
    [OneWay, Alias("note-posted")]
    Task NotePosted(RoomId room);

    /// <summary>From the person's stream: they have left the room.</summary>
    [ResponseTimeout(CallTimes.Paced), Alias("note-left")]
    Task NoteLeft(RoomId room);

    /// <summary>What is stored.</summary>
    [ReadOnly, Alias("get")]
    Task<DraftsView> Get();

    /// <summary>The person was erased: nothing of theirs is held here, nor stored.</summary>
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

/// <summary>Limits of drafts besides their length, which is a message's.</summary>
public static class DraftLimits
{
    /// <summary>Drafts that are kept of one person; the oldest goes first.</summary>
    public const int DraftsMax = 100;

    /// <summary>Ids of commands that are remembered with them.</summary>
    public const int CommandsMax = 32;

    /// <summary>At most so often the drafts of one person are written.</summary>
    public static readonly TimeSpan WriteInterval = TimeSpan.FromSeconds(2);
}
