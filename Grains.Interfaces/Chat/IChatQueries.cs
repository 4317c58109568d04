using Academy.Accounts;
using Academy.Chat.Messages;
using Academy.Chat.Moderation;
using Academy.Chat.Rooms;
using Academy.Commands;

namespace Academy.Chat;

/// <summary>
/// Lists of chat. Those of a room do not check whether the caller may see them: ask the room first
/// (<see cref="IChatRoomGrain.MayRead"/>, <see cref="IChatRoomGrain.MayModerate"/>). Those of a person are for that
/// person.
/// </summary>
public interface IChatQueries
{
    /// <summary>A page of a room's messages, newest first. Deleted messages are included, without text.</summary>
    Task<MessagePage> Messages(
        OrganizationId organization,
        RoomId room,
        HistoryRequest request,
        CancellationToken cancellationToken
    );

    Task<MessageView?> Message(OrganizationId organization, RoomId room, long seq, CancellationToken cancellationToken);

    /// <summary>The replies in the thread of a message, oldest first.</summary>
    Task<IReadOnlyList<MessageView>> Thread(
        OrganizationId organization,
        RoomId room,
        long rootSeq,
        long after,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>All messages of a room, oldest first, streamed from the database: for an export.</summary>
    IAsyncEnumerable<MessageView> Export(
        OrganizationId organization,
        RoomId room,
        long upTo,
        CancellationToken cancellationToken
    );

    /// <summary>The first message of others that this person has not read; null: they have read all.</summary>
    Task<long?> FirstUnread(OrganizationId organization, RoomId room, UserId user, CancellationToken cancellationToken);

    /// <summary>
    /// The person's rooms, latest activity first; on later pages in the order in which they were
    /// <see cref="PageRequest.AsOf"/>.
    /// </summary>
    Task<Page<RoomListItem>> Rooms(
        OrganizationId organization,
        UserId user,
        PageRequest page,
        CancellationToken cancellationToken
    );

    Task<RoomListItem?> Room(
        OrganizationId organization,
        UserId user,
        RoomId room,
        CancellationToken cancellationToken
    );

    Task<Page<MemberView>> Members(
        OrganizationId organization,
        RoomId room,
        PageRequest page,
        CancellationToken cancellationToken
    );

    /// <summary>Messages of the person's rooms that contain these words, newest first.</summary>
    Task<Page<FoundMessage>> Search(
        OrganizationId organization,
        UserId user,
        string text,
        RoomId? room,
        PageRequest page,
        CancellationToken cancellationToken
    );

    /// <summary>People whom the person can write to, by the beginning of a word of the name.</summary>
    Task<Page<DirectoryPerson>> People(
        OrganizationId organization,
        UserId user,
        string? search,
        PageRequest page,
        CancellationToken cancellationToken
    );

    Task<SeenBy> SeenBy(OrganizationId organization, RoomId room, long seq, CancellationToken cancellationToken);

    /// <summary>Bans that hold, the latest first.</summary>
    Task<Page<BanView>> Bans(
        OrganizationId organization,
        RoomId room,
        PageRequest page,
        CancellationToken cancellationToken
    );

    /// <summary>Open reports, by message, the oldest first.</summary>
    Task<Page<ReportView>> Reports(
        OrganizationId organization,
        RoomId room,
        PageRequest page,
        CancellationToken cancellationToken
    );

    /// <summary>Admins' readings of conversations while this person was in them, newest first.</summary>
    Task<Page<MonitoringView>> Monitorings(
        OrganizationId organization,
        UserId user,
        PageRequest page,
        CancellationToken cancellationToken
    );

    /// <summary>All rooms of the organization, for admins; by title, or by a member's name.</summary>
    Task<Page<RoomOverview>> AllRooms(
        OrganizationId organization,
        string? search,
        PageRequest page,
        CancellationToken cancellationToken
    );
}

/// <summary>Which messages: the newest, those before or after a number, around one, or from a day on.</summary>
/// <param name="Around">The message of this number, with half a page before and half a page after it.</param>
/// <param name="Date">Around the first message at or after this instant.</param>
public sealed record HistoryRequest(
    int Limit,
    long? Before = null,
    long? After = null,
    long? Around = null,
    DateTimeOffset? Date = null
);
