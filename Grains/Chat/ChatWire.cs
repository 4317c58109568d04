using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat;
using Academy.Streams;

namespace Academy.Grains.Chat;

// What members get to see of a room's events: names joined, words opened, settings of moderators left out.

internal sealed record RoomMemberWire(UserId UserId, string DisplayName, RoomRole Role)
{
    public static IReadOnlyList<RoomMemberWire> Of(IReadOnlyList<RoomMember> members, INames names) =>
        [.. members.Select(m => new RoomMemberWire(m.UserId, names.Of(m.UserId), m.Role))];
}

internal sealed record RoomCreatedWire(
    RoomId RoomId,
    RoomType Type,
    string? Title,
    CourseId? CourseId,
    UserId? By,
    IReadOnlyList<RoomMemberWire> Members
)
{
    public static RoomCreatedWire? Of(RoomCreated e, WireContext context) =>
        context.Audience == Audience.Participant
            ? new(e.RoomId, e.Type, e.Title, e.CourseId, e.By, RoomMemberWire.Of(e.Members, context.Names))
            : null;
}

internal sealed record RoomChangedWire(string? Title, int SlowModeSeconds, UserId By)
{
    public static RoomChangedWire Of(RoomChanged e, WireContext context) => new(e.Title, e.SlowModeSeconds, e.By);
}

internal sealed record MembersAddedWire(IReadOnlyList<RoomMemberWire> Members, UserId? By)
{
    public static MembersAddedWire Of(MembersAdded e, WireContext context) =>
        new(RoomMemberWire.Of(e.Members, context.Names), e.By);
}

internal sealed record MessagePostedWire(
    MessageId Id,
    RoomId RoomId,
    UserId SenderId,
    string SenderName,
    string? Body,
    MessageContent? Content,
    MessageId? ReplyTo,
    MessageId? ThreadId,
    IReadOnlyList<AttachmentView>? Attachments,
    IReadOnlyList<PersonView>? Mentions,
    string? CommandId,
    DateTimeOffset? EditedAt,
    bool? Erased
)
{
    /// <summary>Words that nobody opened are not guessed at: the number stays, the message is fetched.</summary>
    public static MessagePostedWire? Of(MessagePosted e, WireContext context) =>
        context.Opened is MessageWords { IsGone: false } words
            ? new(
                e.Id,
                e.RoomId,
                e.SenderId,
                context.Names.Of(e.SenderId),
                words.Body,
                words.Content,
                e.ReplyTo,
                e.ThreadId,
                words.Attachments,
                PersonView.Of(words.Mentions, context.Names),
                e.CommandId,
                words.EditedAt,
                words.Body is null ? true : null
            )
            : null;
}

internal sealed record MessageEditedWire(
    MessageId Id,
    long MessageSeq,
    string? Body,
    MessageContent? Content,
    IReadOnlyList<PersonView>? Mentions,
    DateTimeOffset EditedAt,
    UserId By,
    bool? Erased
)
{
    public static MessageEditedWire? Of(MessageEdited e, WireContext context) =>
        context.Opened is MessageWords { IsGone: false } words
            ? new(
                e.Id,
                e.MessageSeq,
                words.Body,
                words.Content,
                PersonView.Of(words.Mentions, context.Names),
                words.EditedAt ?? e.EditedAt,
                e.By,
                words.Body is null ? true : null
            )
            : null;
}

internal sealed record MonitoredWire(UserId By, string ByName, DateTimeOffset At, string Reason)
{
    public static MonitoredWire Of(ConversationMonitored e, WireContext context) =>
        new(e.By, context.Names.Of(e.By), e.At, e.Reason);
}
