using System.Collections.Immutable;
using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Attachments;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Grains.Chat.Rooms;
using Academy.Streams;

namespace Academy.Grains.Chat.Messages;

/// <summary>A message as it is now, with ids instead of names.</summary>
/// <param name="Body">Null: the author was erased. A deleted message keeps its text, for moderators.</param>
/// <param name="Thread">The number of the first message of its thread.</param>
/// <param name="Replies">Replies in the thread that it began.</param>
internal sealed record RoomMessage(
    RoomId Room,
    long Seq,
    UserId Sender,
    string? Body,
    DateTimeOffset At,
    DateTimeOffset? EditedAt = null,
    DateTimeOffset? DeletedAt = null,
    long? ReplyTo = null,
    long? Thread = null,
    int Replies = 0,
    IReadOnlyList<AttachmentView>? Attachments = null,
    IReadOnlyList<UserId>? Mentions = null,
    string? CommandId = null
)
{
    /// <summary>The tree of its markup; null: no markup.</summary>
    public MessageContent? Content { get; init; }

    /// <summary>The reactions by emoji, in the order of their first use.</summary>
    public ImmutableArray<Reaction> Reactions { get; init; } = [];

    public MessageFacts Mark => new(Seq, Sender, Thread, DeletedAt is not null, EditedAt is not null);

    /// <summary>The people whom its view names.</summary>
    public IEnumerable<UserId> People => Mentions is null ? [Sender] : [Sender, .. Mentions];

    public ReactionFacts FactsFor(UserId user, string emoji)
    {
        var kind = Reactions.FirstOrDefault(r => r.Emoji == emoji);
        return new(kind?.Users.Contains(user) ?? false, kind is not null, Reactions.Length);
    }

    public RoomMessage With(UserId user, string emoji, bool isOn)
    {
        var at = Reactions.IndexOf(Reactions.FirstOrDefault(r => r.Emoji == emoji)!);
        if (at < 0)
            return isOn ? this with { Reactions = Reactions.Add(new(emoji, [user])) } : this;
        var users = isOn ? Reactions[at].Users.Add(user) : Reactions[at].Users.Remove(user);
        return this with
        {
            Reactions = users.IsEmpty ? Reactions.RemoveAt(at) : Reactions.SetItem(at, new(emoji, users)),
        };
    }

    /// <summary>Its text, for an event that is sent again.</summary>
    public MessageWords Words =>
        DeletedAt is not null ? MessageWords.Gone : new(Body, Content, Attachments, Mentions, EditedAt);

    /// <summary>As members see it; with <paramref name="withDeleted"/>, as moderators see it.</summary>
    public MessageView View(INames names, bool withDeleted = false)
    {
        var isShown = DeletedAt is null || withDeleted;
        var body = isShown ? Body : null;
        return new MessageView(Seq, MessageId.Of(Room, Seq), Sender, names.Of(Sender), body, At)
        {
            SenderPicture = names.PictureOf(Sender),
            Content = isShown ? Content : null,
            EditedAt = EditedAt,
            DeletedAt = DeletedAt,
            ReplyTo = IdOf(ReplyTo),
            ThreadId = IdOf(Thread),
            ReplyCount = Replies > 0 ? Replies : null,
            Attachments = isShown && Attachments is { Count: > 0 } ? Attachments : null,
            Mentions = isShown ? PersonView.Of(Mentions, names) : null,
            Reactions = isShown && Reactions.Length > 0 ? [.. Reactions.Select(r => r.View)] : null,
            Erased = isShown && body is null ? true : null,
            CommandId = CommandId,
        };
    }

    private MessageId? IdOf(long? seq) => seq is { } known ? MessageId.Of(Room, known) : null;
}

/// <summary>One kind of reaction to a message.</summary>
internal sealed record Reaction(string Emoji, ImmutableHashSet<UserId> Users)
{
    public ReactionView View =>
        new(Emoji, Users.Count, [.. Users.OrderBy(u => u.Value).Take(ChatLimits.ReactionUsersMax)]);
}
