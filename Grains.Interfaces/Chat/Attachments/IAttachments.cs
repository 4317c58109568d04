using Academy.Accounts;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Pictures;

namespace Academy.Chat.Attachments;

/// <summary>
/// Files that people upload for a room and then attach to a message. It does not check whether the caller is in the
/// room: ask the room first (<see cref="IChatRoomGrain.MayRead"/>).
/// </summary>
public interface IAttachments
{
    /// <summary>
    /// Those of the files that this person has uploaded completely for this room, in the order of the ids.
    /// </summary>
    ValueTask<IReadOnlyList<AttachmentView>> Find(
        OrganizationId organization,
        RoomId room,
        UserId owner,
        IReadOnlyList<AttachmentId> ids,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Stores a file while it arrives. An id that is used again must have the same file, and gets the first answer.
    /// </summary>
    Task<Outcome<AttachmentView>> Save(
        Caller caller,
        RoomId room,
        NewAttachment file,
        Stream bytes,
        CancellationToken cancellationToken
    );

    /// <summary>A file that this member may see: their own, or one that a message of the room has.</summary>
    Task<AttachmentView?> Get(
        OrganizationId organization,
        RoomId room,
        UserId viewer,
        AttachmentId id,
        CancellationToken cancellationToken
    );

    /// <summary>The bytes of a file; null if it is gone. The caller has checked who may see it.</summary>
    Task<AttachmentContent?> Open(AttachmentId id, CancellationToken cancellationToken);

    /// <summary>
    /// One of a picture's <see cref="PictureSizes"/>, as WebP; null if there is none. The caller has checked who may
    /// see it.
    /// </summary>
    Task<AttachmentContent?> OpenSize(AttachmentId id, int edge, CancellationToken cancellationToken);
}

/// <summary>A file that is about to be uploaded.</summary>
/// <param name="Name">As the sender gave it.</param>
/// <param name="ContentType">As the sender gave it.</param>
public sealed record NewAttachment(AttachmentId Id, string Name, string ContentType);

/// <param name="Bytes">Can seek, and is read asynchronously.</param>
public sealed record AttachmentContent(AttachmentView File, DateTimeOffset At, Stream Bytes);
