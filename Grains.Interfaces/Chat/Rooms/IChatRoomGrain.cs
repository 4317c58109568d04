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
/// A room, the owner of the stream <c>room:{id}</c>. Who is not in it gets <see cref="ChatRefusals.RoomNotFound"/>,
/// whether it exists or not. Key: organization/room.
/// </summary>
[Alias("chat.chat-room-grain")]
public interface IChatRoomGrain : IAttendedStream
{
    /// <summary>Creates the room of this grain's id. If it is a course's or a pair's and exists, answers it.</summary>
    [Alias("create")]
    Task<Outcome<RoomOpening>> Create(Caller caller, CommandKey? key, CreateRoom command);

    [Alias("add-members")]
    Task<Outcome<Done>> AddMembers(Caller caller, CommandKey? key, AddMembers command);

    /// <summary>Removes a member of a group, or the caller.</summary>
    [Alias("remove-member")]
    Task<Outcome<Done>> RemoveMember(Caller caller, CommandKey? key, RemoveMember command);

    [Alias("change-role")]
    Task<Outcome<Done>> ChangeRole(Caller caller, CommandKey? key, ChangeMemberRole command);

    [Alias("change")]
    Task<Outcome<RoomDetails>> Change(Caller caller, CommandKey? key, ChangeRoom command);

    /// <param name="key">Its hash is <see cref="PostMessage.HashOf"/>, over the hub and over REST.</param>
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

    /// <summary>Bans a person, and removes them if they are a member; or lifts a ban.</summary>
    [Alias("ban")]
    Task<Outcome<Done>> Ban(Caller caller, CommandKey? key, BanMember command);

    [Alias("report")]
    Task<Outcome<Done>> Report(Caller caller, CommandKey? key, ReportMessage command);

    [Alias("resolve-report")]
    Task<Outcome<Done>> ResolveReport(Caller caller, CommandKey? key, ResolveReport command);

    /// <summary>
    /// Records that an admin reads. The answer says what they may read; it comes after the record is durable.
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

    /// <summary>The caller types, or stopped typing. The others get a signal.</summary>
    [AlwaysInterleave, Alias("typing")]
    Task<Outcome<Done>> Typing(Caller caller, bool isTyping);

    /// <summary>The caller has read everything up to this number.</summary>
    [AlwaysInterleave, Repeatable, Alias("mark-read")]
    Task<Outcome<Done>> MarkRead(Caller caller, long seq);

    [AlwaysInterleave, ReadOnly, Alias("get-presence")]
    Task<Outcome<RoomPresence>> GetPresence(Caller caller);

    /// <summary>
    /// An enrollment in the room's course changed: adds or removes the person. Creates the room if it does not exist.
    /// </summary>
    [Alias("follow")]
    Task<Outcome<Done>> Follow(CourseMembership membership);

    /// <summary>The room's course has another instructor, who owns the room from now on.</summary>
    [Repeatable, ResponseTimeout(CallTimes.Long), Alias("follow-teacher")]
    Task<Outcome<Done>> FollowTeacher(CourseTeacher course);

    /// <summary>Gives a group that has no owner the next in line.</summary>
    [Repeatable, ResponseTimeout(CallTimes.Long), Alias("appoint-owner")]
    Task<Outcome<Done>> AppointOwner();

    /// <summary>The person was erased: removes them, and what they wrote from memory.</summary>
    [Repeatable, ResponseTimeout(CallTimes.Long), Alias("forget")]
    Task Forget(UserId user);

    /// <summary>The retention of messages up to this number has ended.</summary>
    [ResponseTimeout(CallTimes.Long), Alias("expire")]
    Task<Outcome<Done>> Expire(long upTo);
}
