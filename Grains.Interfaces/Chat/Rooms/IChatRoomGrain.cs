using Academy.Accounts;
using Academy.Calls;
using Academy.Chat.Messages;
using Academy.Chat.Moderation;
using Academy.Chat.Presence;
using Academy.Commands;
using Academy.Streams;
using Orleans.Concurrency;

namespace Academy.Chat.Rooms;

/// <summary>
/// A room: the one owner of <c>room:{id}</c>, who decides who is in it. Whoever is not is answered
/// <see cref="ChatRefusals.RoomNotFound"/>, whether there is such a room or not. Key: organization/room.
/// </summary>
[Alias("chat.chat-room-grain")]
public interface IChatRoomGrain : IAttendedStream
{
    /// <summary>Creates the room whose id is this grain's, or answers the course's or the pair's that exists.</summary>
    [Alias("create")]
    Task<Outcome<RoomOpening>> Create(Caller caller, CommandKey? key, CreateRoom command);

    [Alias("add-members")]
    Task<Outcome<Done>> AddMembers(Caller caller, CommandKey? key, AddMembers command);

    /// <summary>Removes a member of a group, or the caller himself.</summary>
    [Alias("remove-member")]
    Task<Outcome<Done>> RemoveMember(Caller caller, CommandKey? key, RemoveMember command);

    [Alias("change-role")]
    Task<Outcome<Done>> ChangeRole(Caller caller, CommandKey? key, ChangeMemberRole command);

    [Alias("change")]
    Task<Outcome<RoomDetails>> Change(Caller caller, CommandKey? key, ChangeRoom command);

    /// <param name="key">Its hash is <see cref="PostMessage.HashOf"/>, by whichever road the message comes.</param>
    [Alias("post")]
    Task<Outcome<MessageReceipt>> Post(Caller caller, CommandKey? key, PostMessage command);

    [Alias("edit")]
    Task<Outcome<MessageReceipt>> Edit(Caller caller, CommandKey? key, EditMessage command);

    /// <summary>By its author, a moderator or an admin.</summary>
    [Alias("delete")]
    Task<Outcome<Done>> Delete(Caller caller, CommandKey? key, DeleteMessage command);

    [Alias("react")]
    Task<Outcome<Done>> React(Caller caller, CommandKey? key, React command);

    [Alias("pin")]
    Task<Outcome<Done>> Pin(Caller caller, CommandKey? key, PinMessage command);

    [Alias("mute")]
    Task<Outcome<Done>> Mute(Caller caller, CommandKey? key, MuteMember command);

    /// <summary>Bans, which removes a member as well, or lifts a ban.</summary>
    [Alias("ban")]
    Task<Outcome<Done>> Ban(Caller caller, CommandKey? key, BanMember command);

    [Alias("report")]
    Task<Outcome<Done>> Report(Caller caller, CommandKey? key, ReportMessage command);

    [Alias("resolve-report")]
    Task<Outcome<Done>> ResolveReport(Caller caller, CommandKey? key, ResolveReport command);

    /// <summary>
    /// Records that an admin reads; what he may read is the answer, and it is recorded before he has it.
    /// </summary>
    [Alias("monitor")]
    Task<Outcome<Reading>> Monitor(Caller caller, CommandKey? key, MonitorRoom command);

    /// <summary>The room as the caller sees it: a member, or an admin.</summary>
    [AlwaysInterleave, ReadOnly, Alias("get")]
    Task<Outcome<RoomDetails>> Get(Caller caller);

    /// <summary>Members only.</summary>
    [AlwaysInterleave, ReadOnly, Alias("may-read")]
    Task<Outcome<RoomAccess>> MayRead(Caller caller);

    /// <summary>The room's moderators, and admins.</summary>
    [AlwaysInterleave, ReadOnly, Alias("may-moderate")]
    Task<Outcome<RoomAccess>> MayModerate(Caller caller);

    /// <summary>The caller writes, or stopped writing; tells the others by a signal.</summary>
    [AlwaysInterleave, Alias("typing")]
    Task<Outcome<Done>> Typing(Caller caller, bool isTyping);

    /// <summary>The caller has read everything up to this number.</summary>
    [AlwaysInterleave, Repeatable, Alias("mark-read")]
    Task<Outcome<Done>> MarkRead(Caller caller, long seq);

    [AlwaysInterleave, ReadOnly, Alias("get-presence")]
    Task<Outcome<RoomPresence>> GetPresence(Caller caller);

    /// <summary>
    /// Of the course's enrollments: makes the person a member, or ends it. Makes the course's room if there is none.
    /// </summary>
    [Alias("follow")]
    Task<Outcome<Done>> Follow(CourseMembership membership);

    /// <summary>The person was erased: no member any more, and none of his words is held here.</summary>
    [Repeatable, ResponseTimeout(CallTimes.Long), Alias("forget")]
    Task Forget(UserId user);

    /// <summary>Messages up to this number are past keeping.</summary>
    [ResponseTimeout(CallTimes.Long), Alias("expire")]
    Task<Outcome<Done>> Expire(long upTo);
}
