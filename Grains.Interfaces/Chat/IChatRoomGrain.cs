using Academy.Accounts;
using Academy.Calls;
using Academy.Commands;
using Academy.Streams;
using Orleans.Concurrency;
using Orleans;

namespace Academy.Chat;

/// <summary>
/// A room: the one owner of <c>room:{id}</c>, who decides who is in it. Whoever is not is answered
/// <see cref="ChatRefusals.RoomNotFound"/>, whether there is such a room or not. Key: organization/room.
/// </summary>
public interface IChatRoomGrain : IGrainWithStringKey
{
    /// <summary>Creates the room whose id is this grain's, or answers the course's or the pair's that exists.</summary>
    Task<Outcome<RoomOpening>> Create(Caller caller, CommandKey? key, CreateRoom command);

    Task<Outcome<Done>> AddMembers(Caller caller, CommandKey? key, AddMembers command);

    /// <summary>Removes a member of a group, or the caller himself.</summary>
    Task<Outcome<Done>> RemoveMember(Caller caller, CommandKey? key, RemoveMember command);

    Task<Outcome<Done>> ChangeRole(Caller caller, CommandKey? key, ChangeMemberRole command);

    Task<Outcome<RoomDetails>> Change(Caller caller, CommandKey? key, ChangeRoom command);

    /// <param name="key">Its hash is <see cref="PostMessage.HashOf"/>, by whichever road the message comes.</param>
    Task<Outcome<MessageReceipt>> Post(Caller caller, CommandKey? key, PostMessage command);

    Task<Outcome<MessageReceipt>> Edit(Caller caller, CommandKey? key, EditMessage command);

    /// <summary>By its author, a moderator or an admin.</summary>
    Task<Outcome<Done>> Delete(Caller caller, CommandKey? key, DeleteMessage command);

    Task<Outcome<Done>> React(Caller caller, CommandKey? key, React command);

    Task<Outcome<Done>> Pin(Caller caller, CommandKey? key, PinMessage command);

    Task<Outcome<Done>> Mute(Caller caller, CommandKey? key, MuteMember command);

    /// <summary>Bans, which removes a member as well, or lifts a ban.</summary>
    Task<Outcome<Done>> Ban(Caller caller, CommandKey? key, BanMember command);

    Task<Outcome<Done>> Report(Caller caller, CommandKey? key, ReportMessage command);

    Task<Outcome<Done>> ResolveReport(Caller caller, CommandKey? key, ResolveReport command);

    /// <summary>Records that an admin reads; what he may read is the answer, and it is recorded before he has it.</summary>
    Task<Outcome<Reading>> Monitor(Caller caller, CommandKey? key, MonitorRoom command);

    /// <summary>The room as the caller sees it: a member, or an admin.</summary>
    [AlwaysInterleave, ReadOnly]
    Task<Outcome<RoomDetails>> Get(Caller caller);

    /// <summary>Members only.</summary>
    [AlwaysInterleave, ReadOnly]
    Task<Outcome<RoomAccess>> MayRead(Caller caller);

    /// <summary>The room's moderators, and admins.</summary>
    [AlwaysInterleave, ReadOnly]
    Task<Outcome<RoomAccess>> MayModerate(Caller caller);

    /// <summary>The caller writes, or stopped writing; tells the others by a signal.</summary>
    [AlwaysInterleave]
    Task<Outcome<Done>> Typing(Caller caller, bool isTyping);

    /// <summary>The caller has read everything up to this number.</summary>
    [AlwaysInterleave, Repeatable]
    Task<Outcome<Done>> MarkRead(Caller caller, long seq);

    /// <summary>
    /// A node says who of the room is connected to it, or that nothing has changed. False: it is to say it as a whole. What a node
    /// does not repeat within <see cref="LiveLimits.PresenceExpiry"/> is forgotten.
    /// </summary>
    [AlwaysInterleave, Repeatable]
    Task<bool> NotePresence(NodePresence presence);

    [AlwaysInterleave, ReadOnly]
    Task<Outcome<RoomPresence>> GetPresence(Caller caller);

    /// <summary>Of the course's enrollments: makes the person a member, or ends it. Makes the course's room if there is none.</summary>
    Task<Outcome<Done>> Follow(CourseMembership membership);

    /// <summary>The person was erased: no member any more, and none of his words is held here.</summary>
    [Repeatable, ResponseTimeout(CallTimes.Long)]
    Task Forget(UserId user);

    /// <summary>Messages up to this number are past keeping.</summary>
    [ResponseTimeout(CallTimes.Long)]
    Task<Outcome<Done>> Expire(long upTo);
}
