using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat;
using Academy.Streams;

namespace Academy.Grains.Chat;

/// <summary>
/// What happens in a room, on its stream. What people wrote is stored sealed for them; see <see cref="MessageWords"/>.
/// </summary>
internal sealed record RoomMember(UserId UserId, RoomRole Role);

internal sealed record RoomCreated(
    RoomId RoomId,
    RoomType Type,
    string? Title,
    CourseId? CourseId,
    UserId? By,
    IReadOnlyList<RoomMember> Members
);

/// <summary>The settings as they are from now on.</summary>
internal sealed record RoomChanged(string? Title, int SlowModeSeconds, IReadOnlyList<string> BlockedWords, UserId By);

/// <param name="By">Null: they enrolled.</param>
internal sealed record MembersAdded(IReadOnlyList<RoomMember> Members, UserId? By);

internal sealed record MemberRemoved(UserId UserId, UserId? By, RemovalReason Reason);

internal sealed record MemberRoleChanged(UserId UserId, RoomRole Role, UserId By);

/// <summary>A file of a message.</summary>
/// <param name="Name">Sealed for the author.</param>
internal sealed record AttachedFile(AttachmentId Id, string Name, string ContentType, long Size);

/// <param name="Text">Sealed for the author; so is the empty text of a message that is only files.</param>
/// <param name="Content">
/// The tree of its markup, sealed for the author. Empty: it has none; null: of version 1, which was parsed whenever it
/// was read.
/// </param>
/// <param name="ThreadId">The message that began the thread.</param>
/// <param name="CommandId">How the author's own devices recognise it.</param>
internal sealed record MessagePosted(
    MessageId Id,
    RoomId RoomId,
    UserId SenderId,
    string Text,
    string? Content,
    MessageId? ReplyTo,
    MessageId? ThreadId,
    IReadOnlyList<AttachedFile>? Attachments,
    IReadOnlyList<UserId>? Mentions,
    string? CommandId
);

/// <param name="By">The author.</param>
/// <param name="Text">Sealed for the author.</param>
/// <param name="Content">As in <see cref="MessagePosted"/>.</param>
internal sealed record MessageEdited(
    MessageId Id,
    long MessageSeq,
    UserId By,
    string Text,
    string? Content,
    IReadOnlyList<UserId>? Mentions,
    DateTimeOffset EditedAt
);

internal sealed record MessageDeleted(MessageId Id, long MessageSeq, UserId By);

internal sealed record ReactionAdded(MessageId Id, long MessageSeq, UserId UserId, string Emoji);

internal sealed record ReactionRemoved(MessageId Id, long MessageSeq, UserId UserId, string Emoji);

internal sealed record MessagePinned(MessageId Id, long MessageSeq, UserId By);

internal sealed record MessageUnpinned(MessageId Id, long MessageSeq, UserId By);

internal sealed record MemberMuted(UserId UserId, DateTimeOffset? Until, UserId By);

internal sealed record MemberUnmuted(UserId UserId, UserId By);

/// <summary>A member who is banned is removed by an event of his own besides.</summary>
internal sealed record MemberBanned(UserId UserId, DateTimeOffset? Until, UserId By);

internal sealed record MemberUnbanned(UserId UserId, UserId By);

/// <param name="Reason">Sealed for whom reported it.</param>
internal sealed record ReportFiled(MessageId Id, long MessageSeq, UserId By, string Reason);

internal sealed record ReportResolved(MessageId Id, long MessageSeq, UserId By, ReportAction Action);

/// <summary>An admin reads messages of a conversation that is not his; durable before he does.</summary>
internal sealed record ConversationMonitored(UserId By, string Reason, long FromSeq, long ToSeq, DateTimeOffset At);

/// <summary>Messages up to this number are past keeping.</summary>
internal sealed record HistoryExpired(long UpTo);

/// <summary>
/// A person's words as a reader may see them; the journal has them sealed. They travel beside a
/// <see cref="MessagePosted"/> or a <see cref="MessageEdited"/>.
/// </summary>
/// <param name="Body">Null: the author was erased.</param>
/// <param name="Content">The tree of its markup; null: it has none.</param>
/// <param name="IsGone">Deleted or past keeping: nothing is sent.</param>
/// <param name="Attachments">With their names in the clear.</param>
/// <param name="Mentions">Of the words as they are now.</param>
/// <param name="EditedAt">When they became what they are, if that was later.</param>
internal sealed record MessageWords(
    string? Body,
    MessageContent? Content = null,
    IReadOnlyList<AttachmentView>? Attachments = null,
    IReadOnlyList<UserId>? Mentions = null,
    DateTimeOffset? EditedAt = null,
    bool IsGone = false
)
{
    /// <summary>Of a message that is no more.</summary>
    public static readonly MessageWords Gone = new((string?)null, IsGone: true);
}

/// <summary>Events of a room, with what members see of them (<c>Wire/</c>).</summary>
internal static class ChatEvents
{
    private const string Moderators = "Moderators fetch reports; members are not told who reported whom.";

    public static readonly IReadOnlyList<EventType> Types =
    [
        EventType
            .Of("chat.room-created", 1, ChatEventsJson.Default.RoomCreated)
            .SentAs(RoomCreatedWire.Of, ChatEventsJson.Default.RoomCreatedWire),
        EventType
            .Of("chat.room-changed", 1, ChatEventsJson.Default.RoomChanged)
            .SentAs(RoomChangedWire.Of, ChatEventsJson.Default.RoomChangedWire),
        EventType
            .Of("chat.members-added", 1, ChatEventsJson.Default.MembersAdded)
            .SentAs(MembersAddedWire.Of, ChatEventsJson.Default.MembersAddedWire),
        EventType
            .Of("chat.member-removed", 1, ChatEventsJson.Default.MemberRemoved)
            .SentAsStored()
            .Ends(e => [e.UserId]),
        EventType.Of("chat.member-role-changed", 1, ChatEventsJson.Default.MemberRoleChanged).SentAsStored(),
        EventType
            .Of("chat.message-posted", 2, ChatEventsJson.Default.MessagePosted)
            .SentAs(MessagePostedWire.Of, ChatEventsJson.Default.MessagePostedWire)
            .UpcastFrom(1, WithoutContent),
        EventType
            .Of("chat.message-edited", 2, ChatEventsJson.Default.MessageEdited)
            .SentAs(MessageEditedWire.Of, ChatEventsJson.Default.MessageEditedWire)
            .UpcastFrom(1, WithoutContent),
        EventType.Of("chat.message-deleted", 1, ChatEventsJson.Default.MessageDeleted).SentAsStored(),
        EventType.Of("chat.reaction-added", 1, ChatEventsJson.Default.ReactionAdded).SentAsStored(),
        EventType.Of("chat.reaction-removed", 1, ChatEventsJson.Default.ReactionRemoved).SentAsStored(),
        EventType.Of("chat.message-pinned", 1, ChatEventsJson.Default.MessagePinned).SentAsStored(),
        EventType.Of("chat.message-unpinned", 1, ChatEventsJson.Default.MessageUnpinned).SentAsStored(),
        EventType.Of("chat.member-muted", 1, ChatEventsJson.Default.MemberMuted).SentAsStored(),
        EventType.Of("chat.member-unmuted", 1, ChatEventsJson.Default.MemberUnmuted).SentAsStored(),
        EventType.Of("chat.member-banned", 1, ChatEventsJson.Default.MemberBanned).SentAsStored(),
        EventType.Of("chat.member-unbanned", 1, ChatEventsJson.Default.MemberUnbanned).SentAsStored(),
        EventType.Of("chat.report-filed", 1, ChatEventsJson.Default.ReportFiled).NotSent(Moderators),
        EventType.Of("chat.report-resolved", 1, ChatEventsJson.Default.ReportResolved).NotSent(Moderators),
        EventType
            .Of("chat.conversation-monitored", 1, ChatEventsJson.Default.ConversationMonitored)
            .SentAs(MonitoredWire.Of, ChatEventsJson.Default.MonitoredWire),
        EventType.Of("chat.history-expired", 1, ChatEventsJson.Default.HistoryExpired).SentAsStored(),
    ];

    /// <summary>Version 1 had the text only: nobody can parse here what is sealed.</summary>
    private static JsonObject WithoutContent(JsonObject v1) => v1;
}

[JsonSourceGenerationOptions(
    System.Text.Json.JsonSerializerDefaults.Web,
    Converters = [typeof(UtcTimeConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(RoomCreated))]
[JsonSerializable(typeof(RoomCreatedWire))]
[JsonSerializable(typeof(RoomChanged))]
[JsonSerializable(typeof(RoomChangedWire))]
[JsonSerializable(typeof(MembersAdded))]
[JsonSerializable(typeof(MembersAddedWire))]
[JsonSerializable(typeof(MemberRemoved))]
[JsonSerializable(typeof(MemberRoleChanged))]
[JsonSerializable(typeof(MessagePosted))]
[JsonSerializable(typeof(MessagePostedWire))]
[JsonSerializable(typeof(MessageEdited))]
[JsonSerializable(typeof(MessageEditedWire))]
[JsonSerializable(typeof(MessageDeleted))]
[JsonSerializable(typeof(ReactionAdded))]
[JsonSerializable(typeof(ReactionRemoved))]
[JsonSerializable(typeof(MessagePinned))]
[JsonSerializable(typeof(MessageUnpinned))]
[JsonSerializable(typeof(MemberMuted))]
[JsonSerializable(typeof(MemberUnmuted))]
[JsonSerializable(typeof(MemberBanned))]
[JsonSerializable(typeof(MemberUnbanned))]
[JsonSerializable(typeof(ReportFiled))]
[JsonSerializable(typeof(ReportResolved))]
[JsonSerializable(typeof(ConversationMonitored))]
[JsonSerializable(typeof(MonitoredWire))]
[JsonSerializable(typeof(HistoryExpired))]
internal sealed partial class ChatEventsJson : JsonSerializerContext;
