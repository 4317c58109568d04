using Academy.Accounts;
using Academy.Chat.Rooms;
using Academy.Commands;

namespace Academy.Chat.Attachments;

/// <summary>
/// Files that people upload for a room, before a message has them. It asks nobody whether the caller is in the room:
/// ask the room first (<see cref="IChatRoomGrain.MayRead"/>).
/// </summary>
public interface IAttachments
{
    /// <summary>
    /// Those of the files that this person uploaded for this room, complete; in the order of the ids.
    /// </summary>
    ValueTask<IReadOnlyList<AttachmentView>> Find(
        OrganizationId organization,
        RoomId room,
        UserId owner,
        IReadOnlyList<AttachmentId> ids,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Takes a file in as it arrives. The same id again must be the same file, and is answered as the first.
    /// </summary>
    Task<Outcome<AttachmentView>> Save(
        Caller caller,
        RoomId room,
        NewAttachment file,
        Stream bytes,
        CancellationToken cancellationToken
    );

    /// <summary>A file that this member of the room may see: his own, or one that a message of the room has.</summary>
    Task<AttachmentView?> Get(
        OrganizationId organization,
        RoomId room,
        UserId viewer,
        AttachmentId id,
        CancellationToken cancellationToken
    );

    /// <summary>The bytes of a file, for whoever may see it; null when there is none any more.</summary>
    Task<AttachmentContent?> Open(AttachmentId id, CancellationToken cancellationToken);
}

/// <summary>A file that is about to be uploaded.</summary>
/// <param name="Name">As the sender calls it.</param>
/// <param name="ContentType">As the sender says.</param>
public sealed record NewAttachment(AttachmentId Id, string Name, string ContentType);

/// <param name="Bytes">Can be read from any place; read asynchronously.</param>
public sealed record AttachmentContent(AttachmentView File, DateTimeOffset At, Stream Bytes);
