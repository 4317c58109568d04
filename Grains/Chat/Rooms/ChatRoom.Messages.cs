using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Attachments;
using Academy.Chat.Messages;
using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Messages;
using Academy.Grains.Chat.Moderation;
using Academy.Streams;

namespace Academy.Grains.Chat.Rooms;

// Messages, reactions and pins.
internal sealed partial class ChatRoom
{
    [JsonIgnore]
    private WordFilter? filter;

    private WordFilter Filter => filter ??= new WordFilter(BlockedWords);

    /// <param name="caller">The author.</param>
    /// <param name="message">The message, with its text sealed and unsealed.</param>
    /// <param name="repliedTo">The message that it answers, if that is older than the recent ones.</param>
    /// <param name="moment">The message gets the number after its head; its id derives from that.</param>
    public Decision<MessageReceipt> Post(Caller caller, WrittenMessage message, MessageFacts? repliedTo, Moment moment)
    {
        if (Type is null || !Members.TryGetValue(caller.User, out var member))
            return ChatRefusals.RoomNotFound;
        if ((MayNotSay(caller.User, member, message, moment.Now) ?? TooSoon(member, moment.Now)) is { } refusal)
            return refusal;

        MessageId? thread = null;
        if (message.ReplyTo is { } answered)
        {
            if (!answered.TryGetSeq(Id, out var answeredSeq) || FactsOfMessage(answeredSeq, repliedTo) is not { } mark)
                return ChatRefusals.MessageNotFound;
            thread = MessageId.Of(Id, mark.Thread ?? mark.Seq);
        }
        var seq = moment.Head + 1;
        var id = MessageId.Of(Id, seq);
        var mentions = MentionsOf(caller.User, message.Mentions, before: []);
        return Decision
            .Of(
                new MessageReceipt(id, seq, moment.Now),
                new MessagePosted(
                    id,
                    Id,
                    caller.User,
                    message.Text,
                    message.SealedContent,
                    message.ReplyTo,
                    thread,
                    message.SealedFiles,
                    mentions,
                    message.CommandId
                )
            )
            .Opening(new MessageWords(message.Body, message.Content, message.Files, mentions))
            .With([new ClearDraft(caller.User, moment.Now), .. MentionNotices(caller.User, id, seq, mentions ?? [])]);
    }

    public Decision<MessageReceipt> Edit(
        Caller caller,
        MessageId id,
        WrittenMessage message,
        MessageFacts? older,
        Moment moment
    )
    {
        if (Type is null || !Members.TryGetValue(caller.User, out var member))
            return ChatRefusals.RoomNotFound;
        if (!id.TryGetSeq(Id, out var seq) || FactsOfMessage(seq, older) is not { } mark)
            return ChatRefusals.MessageNotFound;
        if (mark.Sender != caller.User)
            return ChatRefusals.NotYourMessage;
        if (MayNotSay(caller.User, member, message, moment.Now) is { } refusal)
            return refusal;
        var now = moment.Now;
        var mentions = MentionsOf(caller.User, message.Mentions, message.MentionedBefore);
        var added = mentions?.Except(message.MentionedBefore) ?? [];
        return Decision
            .Of(
                new MessageReceipt(id, seq, now),
                new MessageEdited(id, seq, caller.User, message.Text, message.SealedContent, mentions, now)
            )
            .Opening(new MessageWords(message.Body, message.Content, null, mentions, now))
            .With(MentionNotices(caller.User, id, seq, added, edit: moment.Head + 1));
    }

    public Decision<Done> Delete(Caller caller, MessageId id, MessageFacts? older)
    {
        var isMember = Type is not null && Members.ContainsKey(caller.User);
        if (!isMember && !IsModerator(caller))
            return ChatRefusals.RoomNotFound;
        if (!id.TryGetSeq(Id, out var seq) || KnownFacts(seq, older) is not { } mark)
            return ChatRefusals.MessageNotFound;
        if (mark.Sender != caller.User && !IsModerator(caller))
            return ChatRefusals.NotYourMessage;
        return mark.IsDeleted
            ? Decision.Already(Done.Instance)
            : Decision.Of(Done.Instance, new MessageDeleted(id, seq, caller.User));
    }

    /// <param name="caller">Who reacts.</param>
    /// <param name="command">The message and the reaction.</param>
    /// <param name="older">The message, if it is older than the recent ones.</param>
    /// <param name="there">Its reactions, as far as they are known.</param>
    /// <param name="now">The time; a muted member cannot react.</param>
    public Decision<Done> React(
        Caller caller,
        React command,
        MessageFacts? older,
        ReactionFacts there,
        DateTimeOffset now
    )
    {
        if (Type is null || !Members.TryGetValue(caller.User, out var member))
            return ChatRefusals.RoomNotFound;
        if (!command.Id.TryGetSeq(Id, out var seq) || FactsOfMessage(seq, older) is null)
            return ChatRefusals.MessageNotFound;
        if (Silenced(caller.User, member, now) is { } refusal)
            return refusal;
        if ((Reactions.Find(seq, caller.User, command.Emoji) ?? there.IsOn) == command.IsOn)
            return Decision.Already(Done.Instance);
        if (!command.IsOn)
            return Decision.Of(Done.Instance, new ReactionRemoved(command.Id, seq, caller.User, command.Emoji));
        return there.Kinds >= ChatLimits.ReactionKindsMax && !there.HasKind
            ? ChatRefusals.TooManyReactions
            : Decision.Of(Done.Instance, new ReactionAdded(command.Id, seq, caller.User, command.Emoji));
    }

    /// <summary>In a direct room both members may pin; elsewhere moderators may.</summary>
    public Decision<Done> Pin(Caller caller, PinMessage command, MessageFacts? older)
    {
        var isOfTwo = Type == RoomType.Direct && Members.ContainsKey(caller.User);
        if (!isOfTwo && !Moderates(caller, out var refusal))
            return refusal;
        if (!command.Id.TryGetSeq(Id, out var seq) || FactsOfMessage(seq, older) is null)
            return ChatRefusals.MessageNotFound;
        if (Pins.Contains(seq) == command.IsOn)
            return Decision.Already(Done.Instance);
        if (!command.IsOn)
            return Decision.Of(Done.Instance, new MessageUnpinned(command.Id, seq, caller.User));
        return Pins.Length >= ChatLimits.PinsMax
            ? ChatRefusals.TooManyPins
            : Decision.Of(Done.Instance, new MessagePinned(command.Id, seq, caller.User));
    }

    /// <summary>Tells people that they are mentioned. Each counts a message once.</summary>
    /// <param name="author">Who mentions them.</param>
    /// <param name="id">Where.</param>
    /// <param name="seq">The message's number.</param>
    /// <param name="people">Whom.</param>
    /// <param name="edit">The number of the edit that mentions them; null: the post does.</param>
    private IReadOnlyList<Effect> MentionNotices(
        UserId author,
        MessageId id,
        long seq,
        IEnumerable<UserId> people,
        long? edit = null
    ) => NoticePeople.Of(people, new(NoticeKind.Mentioned, Id, By: author, MessageId: id, Seq: seq), edit);

    private void Take(MessagePosted e, long seq, DateTimeOffset at)
    {
        long? thread = e.ThreadId is { } root && root.TryGetSeq(Id, out var rootSeq) ? rootSeq : null;
        Marks.Add(new MessageFacts(seq, e.SenderId, thread));
        if (SlowModeSeconds > 0 && Members.TryGetValue(e.SenderId, out var member))
            Members = Members.SetItem(e.SenderId, member with { LastPostAt = at });
    }

    /// <summary>A message that exists and was not deleted.</summary>
    private MessageFacts? FactsOfMessage(long seq, MessageFacts? older) =>
        KnownFacts(seq, older) is { IsDeleted: false } mark ? mark : null;

    private MessageFacts? KnownFacts(long seq, MessageFacts? older) =>
        seq <= ExpiredUpTo ? null
        : Marks.Find(seq) is { } mark ? mark
        : older?.Seq != seq ? null
        : Marks.IsDeleted(seq) ? older with { IsDeleted = true }
        : older;

    /// <summary>What the room asks of a text, whether it is posted or edited.</summary>
    private Refusal? MayNotSay(UserId user, Member member, WrittenMessage message, DateTimeOffset now) =>
        Silenced(user, member, now) ?? (Filter.Finds(message.Body) ? ChatRefusals.BlockedWord : null);

    private Refusal? TooSoon(Member member, DateTimeOffset now)
    {
        if (SlowModeSeconds == 0 || member.LastPostAt is not { } last || member.Role >= RoomRole.Moderator)
            return null;
        var rest = last.AddSeconds(SlowModeSeconds) - now;
        return rest > TimeSpan.Zero ? ChatRefusals.SlowModeFor(rest) : null;
    }

    private Refusal? Silenced(UserId user, Member member, DateTimeOffset now) =>
        member.Role < RoomRole.Moderator && Mutes.TryGetValue(user, out var mute) && mute.IsOn(now)
            ? ChatRefusals.MutedFor(mute.Until - now)
            : null;

    /// <summary>
    /// The mentioned people who are in the room, without the author. Who was mentioned before an edit stays mentioned
    /// after they have left.
    /// </summary>
    private UserId[]? MentionsOf(UserId author, IReadOnlyList<UserId> mentioned, IReadOnlyList<UserId> before)
    {
        if (mentioned.Count == 0)
            return null;
        UserId[] people =
        [
            .. mentioned
                .Distinct()
                .Where(user => user != author && (Members.ContainsKey(user) || before.Contains(user)))
                .Take(ChatLimits.MentionsMax),
        ];
        return people.Length > 0 ? people : null;
    }
}

/// <summary>A message that the grain has prepared for the core.</summary>
/// <param name="Body">Unsealed.</param>
/// <param name="Text">The body, sealed for its author.</param>
/// <param name="Mentions">Named by the command or found in the text.</param>
/// <param name="Content">The tree of its markup; null: no markup.</param>
/// <param name="SealedContent">The content, sealed for its author; empty: no markup.</param>
internal sealed record WrittenMessage(
    string Body,
    string Text,
    IReadOnlyList<UserId> Mentions,
    MessageId? ReplyTo = null,
    string? CommandId = null,
    IReadOnlyList<AttachmentView>? Files = null,
    IReadOnlyList<AttachedFile>? SealedFiles = null,
    MessageContent? Content = null,
    string SealedContent = ""
)
{
    /// <summary>For an edit: whom the message mentioned so far. They were told.</summary>
    public IReadOnlyList<UserId> MentionedBefore { get; init; } = [];
}

/// <param name="IsOn">Whether the caller has reacted with this emoji.</param>
/// <param name="HasKind">Whether anybody has.</param>
/// <param name="Kinds">Kinds of reaction that the message has.</param>
internal readonly record struct ReactionFacts(bool IsOn, bool HasKind, int Kinds);
