using Academy.Accounts;

namespace Academy.Chat;

/// <summary>Files that people upload for a room, before a message has them.</summary>
public interface IAttachments
{
    /// <summary>Those of the files that this person uploaded for this room, complete; in the order of the ids.</summary>
    ValueTask<IReadOnlyList<AttachmentView>> Find(
        OrganizationId organization, RoomId room, UserId owner, IReadOnlyList<AttachmentId> ids, CancellationToken cancellationToken);
}
