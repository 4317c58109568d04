using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Attachments;
using Academy.Chat.Messages;
using Academy.Commands;
using Academy.Grains.Chat.Messages;
using Academy.Grains.Chat.Messages.Markup;
using Academy.Grains.Chat.Moderation;
using Academy.Grains.Chat.Personal;
using Academy.Streams;

namespace Academy.Grains.Chat.Rooms;

// Messages. The text is sealed before the core decides.
internal sealed partial class ChatRoomGrain
{
    private static readonly TimeSpan MentionsFreshFor = TimeSpan.FromMinutes(1);

    private readonly WordFilter neverAllowed = new(chat.Options.Value.BlockedWords);
    private readonly MessageRateLimit? rateLimit = chat.Options.Value is { RateBurst: > 0 } rate
        ? new(rate.RateBurst, rate.RatePerSecond)
        : null;
    private (MentionIndex Index, DateTimeOffset At)? mentionIndex;

    public Task<Outcome<MessageReceipt>> Post(Caller caller, CommandKey? key, PostMessage command) =>
        stream.Execute(
            caller,
            key,
            (state, cancellation) => FactsOf(state, caller, key, command, cancellation),
            (state, facts, moment) =>
                facts.Message is { } message
                    ? state.Post(caller, message, facts.Older, moment)
                    : facts.Refusal ?? ChatRefusals.RoomNotFound
        );

    public Task<Outcome<MessageReceipt>> Edit(Caller caller, CommandKey? key, EditMessage command) =>
        stream.Execute(
            caller,
            key,
            (state, cancellation) => FactsOf(state, caller, command, cancellation),
            (state, facts, moment) =>
                facts.Message is { } message
                    ? state.Edit(caller, command.Id, message, facts.Older, moment)
                    : facts.Refusal ?? ChatRefusals.RoomNotFound
        );

    public Task<Outcome<Done>> Delete(Caller caller, CommandKey? key, DeleteMessage command) =>
        stream.Execute(
            caller,
            key,
            (state, _) => OlderFacts(state, command.Id),
            (state, older, _) => state.Delete(caller, command.Id, older)
        );

    public Task<Outcome<Done>> React(Caller caller, CommandKey? key, React command)
    {
        var emoji = MessageText.EmojiOf(command.Emoji);
        return stream.Execute(
            caller,
            key,
            async (_, _) => emoji is null ? null : await Find(command.Id),
            (state, message, moment) =>
                emoji is null
                    ? ChatRefusals.EmojiInvalid
                    : state.React(
                        caller,
                        command with
                        {
                            Emoji = emoji,
                        },
                        message?.Mark,
                        message?.FactsFor(caller.User, emoji) ?? default,
                        moment.Now
                    )
        );
    }

    public Task<Outcome<Done>> Pin(Caller caller, CommandKey? key, PinMessage command) =>
        stream.Execute(
            caller,
            key,
            (state, _) => OlderFacts(state, command.Id),
            (state, older, _) => state.Pin(caller, command, older)
        );

    private async ValueTask<WritingFacts> FactsOf(
        ChatRoom state,
        Caller caller,
        CommandKey? key,
        PostMessage command,
        CancellationToken cancellationToken
    )
    {
        if (IsStranger(state, caller.User))
            return default;
        var (files, hasFiles) = (command.AttachmentIds, command.AttachmentIds.Count > 0);
        if (files.Count > ChatLimits.AttachmentsMax)
            return new(ChatRefusals.TooManyAttachments);
        var entered = Enter(caller, command.Body, mayBeEmpty: hasFiles, command.Mentions, out var body);
        if (entered.Refusal is not null)
            return entered;
        var repliedTo = command.ReplyTo is { } answered ? await OlderFacts(state, answered) : null;
        IReadOnlyList<AttachmentView>? found = null;
        if (hasFiles)
        {
            found = await chat.Attachments.Find(stream.Organization, room, caller.User, files, cancellationToken);
            if (found.Count != files.Count)
                return entered with { Refusal = ChatRefusals.AttachmentNotFound };
        }
        var message = await Write(caller.User, body, command.Mentions, before: null, cancellationToken);
        return entered with
        {
            Message = message with
            {
                ReplyTo = command.ReplyTo,
                CommandId = key?.Id,
                Files = found,
                SealedFiles = found is null ? null : await Seal(caller.User, found),
            },
            Older = repliedTo,
        };
    }

    private async ValueTask<WritingFacts> FactsOf(
        ChatRoom state,
        Caller caller,
        EditMessage command,
        CancellationToken cancellationToken
    )
    {
        if (IsStranger(state, caller.User))
            return default;
        var before = await Find(command.Id);
        var hasFiles = before?.Attachments is { Count: > 0 };
        var entered = Enter(caller, command.Body, mayBeEmpty: hasFiles, command.Mentions ?? [], out var body);
        return entered.Refusal is not null
            ? entered
            : entered with
            {
                Message = await Write(caller.User, body, command.Mentions, before, cancellationToken),
                Older = before?.Mark,
            };
    }

    /// <summary>
    /// What is asked of a text before it is prepared, whether it is posted or edited: its length, its mentions, how
    /// much its author writes, and the words that no room allows. What the room asks is asked by the core.
    /// </summary>
    private WritingFacts Enter(
        Caller author,
        string given,
        bool mayBeEmpty,
        IReadOnlyList<UserId> named,
        out string body
    )
    {
        if (MessageText.Check(given, mayBeEmpty, out body) is { } invalid)
            return new(invalid);
        if (named.Count > ChatLimits.MentionsMax)
            return new(ChatRefusals.TooManyMentions);
        if (rateLimit?.Enter(author.User, Now) is { } rest)
            return new(ChatRefusals.RateLimitedFor(rest));
        var entered = new WritingFacts(RateLimit: rateLimit, Writer: author.User);
        if (chat.Budget.Take(author, body) is { } enough)
            return entered with { Refusal = enough };
        return entered with
        {
            Refusal = neverAllowed.Finds(body) ? ChatRefusals.BlockedWord : null,
            Budgeted = new(chat.Budget, author, body),
        };
    }

    /// <summary>
    /// Seals the text and its markup, and finds whom it mentions. Markup is parsed here and nowhere else: readers get
    /// the stored tree.
    /// </summary>
    /// <param name="author">Who writes.</param>
    /// <param name="body">The text.</param>
    /// <param name="named">Who is mentioned besides those in the text; null for an edit: as before.</param>
    /// <param name="before">The message that is edited.</param>
    /// <param name="cancellationToken">Ends the sealing.</param>
    private async ValueTask<WrittenMessage> Write(
        UserId author,
        string body,
        IReadOnlyList<UserId>? named,
        RoomMessage? before,
        CancellationToken cancellationToken
    )
    {
        var text = await chat.Vault.SealAsync(author.Value, body, cancellationToken);
        var content = MessageMarkup.Parse(body);
        var sealedContent = content is null
            ? ""
            : await chat.Vault.SealAsync(author.Value, content.ToString(), cancellationToken);
        var mentionable = MentionableText.Of(body, content);
        var kept = named ?? await StillMentioned(before, mentionable);
        var mentions = await MentionsIn(mentionable, kept);
        await chat.Names.EnsureAsync([author, .. mentions]);
        return new(body, text, mentions, Content: content, SealedContent: sealedContent)
        {
            MentionedBefore = before?.Mentions ?? [],
        };
    }

    /// <summary>Of those whom a message mentioned, all but those whose name an edit takes out of its text.</summary>
    private async ValueTask<IReadOnlyList<UserId>> StillMentioned(RoomMessage? before, string now)
    {
        if (before is not { Mentions: { Count: > 0 } mentioned, Body: { } body })
            return [];
        await chat.Names.EnsureAsync(mentioned);
        var then = MentionableText.Of(body, before.Content);
        return
        [
            .. mentioned.Where(user =>
            {
                var index = new MentionIndex([(chat.Names.Of(user), user)]);
                return index.Find(then, max: 1).Count == 0 || index.Find(now, max: 1).Count > 0;
            }),
        ];
    }

    /// <summary>Neither a member nor about to become one: nothing is prepared, and the core refuses.</summary>
    private bool IsStranger(ChatRoom state, UserId user) =>
        !state.Members.ContainsKey(user) && !State.Members.ContainsKey(user);

    /// <summary>
    /// An event that is sent again has the message as it is now: with later edits, and without text if it was deleted
    /// or has expired. It is taken from memory, or else from the table.
    /// </summary>
    public async ValueTask<OpenedTexts> PrepareEvents(IReadOnlyList<object> events)
    {
        List<(int Index, long Seq)> written = [];
        var people = new HashSet<UserId>();
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i] is MessagePosted posted && posted.Id.TryGetSeq(room, out var seq))
                written.Add((i, seq));
            else if (events[i] is MessageEdited edited)
                written.Add((i, edited.MessageSeq));
            else
                people.UnionWith(PeopleOf(events[i]));
        }
        var opened = written.Count > 0 ? new object?[events.Count] : [];
        if (written.Count > 0)
        {
            await latest.LoadAsync();
            long[] missing = [.. written.Select(w => w.Seq).Distinct().Where(seq => latest.Find(seq) is null)];
            var older = missing.Length > 0 ? (await chat.Rows.OfAsync(room, missing)).ToDictionary(m => m.Seq) : [];
            foreach (var (index, seq) in written)
            {
                var message = latest.Find(seq) ?? older.GetValueOrDefault(seq);
                people.UnionWith(message?.People ?? []);
                opened[index] = message?.Words ?? MessageWords.Gone;
            }
        }
        await chat.Names.EnsureAsync(people);
        return new(opened);
    }

    /// <summary>The message with its text and reactions, from memory or else from the table.</summary>
    private async ValueTask<RoomMessage?> Find(MessageId id) =>
        id.TryGetSeq(room, out var seq) ? latest.Find(seq) ?? await chat.Rows.OfAsync(room, seq) : null;

    /// <summary>The facts of a message that is older than those the core has.</summary>
    private async ValueTask<MessageFacts?> OlderFacts(ChatRoom state, MessageId id) =>
        id.TryGetSeq(room, out var seq) && state.Marks.Find(seq) is null ? (await Find(id))?.Mark : null;

    private async ValueTask<IReadOnlyList<AttachedFile>> Seal(UserId author, IReadOnlyList<AttachmentView> files)
    {
        var attached = new List<AttachedFile>(files.Count);
        foreach (var file in files)
            attached.Add(
                new(
                    file.Id,
                    await chat.Vault.SealAsync(author.Value, file.Name, default),
                    file.ContentType,
                    file.Size,
                    file.Width,
                    file.Height
                )
            );
        return attached;
    }

    /// <summary>The people whom a message mentions: those who are named, and those whom the text names.</summary>
    private async ValueTask<IReadOnlyList<UserId>> MentionsIn(string text, IReadOnlyList<UserId> named)
    {
        if (!MentionIndex.MayMention(text))
            return named;
        if (mentionIndex is not { } known || Now - known.At > MentionsFreshFor)
        {
            UserId[] members = [.. stream.Latest.Members.Keys];
            await chat.Names.EnsureAsync(members);
            mentionIndex = known = (new MentionIndex(members.Select(m => (chat.Names.Of(m), m))), Now);
        }
        return [.. named, .. known.Index.Find(text, ChatLimits.MentionsMax)];
    }

    /// <summary>Facts for posting or editing a message.</summary>
    /// <param name="Refusal">Why the message is refused.</param>
    /// <param name="Message">The prepared message.</param>
    /// <param name="Older">The message that it answers or edits, if that is older than the recent ones.</param>
    /// <param name="RateLimit">The limit that counted the text for <paramref name="Writer"/>.</param>
    /// <param name="Budgeted">What the text took of the day's budget.</param>
    private readonly record struct WritingFacts(
        Refusal? Refusal = null,
        WrittenMessage? Message = null,
        MessageFacts? Older = null,
        MessageRateLimit? RateLimit = null,
        UserId Writer = default,
        BudgetedText? Budgeted = null
    ) : IGivesBack
    {
        public void GiveBack()
        {
            RateLimit?.Leave(Writer);
            Budgeted?.GiveBack();
        }
    }

    private readonly record struct BudgetedText(WritingBudget Budget, Caller Writer, string Text)
    {
        public void GiveBack() => Budget.GiveBack(Writer, Text);
    }
}
