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
    private (MentionIndex Index, DateTimeOffset At)? mentionable;

    public async Task<Outcome<MessageReceipt>> Post(Caller caller, CommandKey? key, PostMessage command)
    {
        if (command.AttachmentIds.Count > ChatLimits.AttachmentsMax)
            return ChatRefusals.TooManyAttachments;
        if (command.Mentions.Count > ChatLimits.MentionsMax)
            return ChatRefusals.TooManyMentions;
        if (MessageText.Check(command.Body, mayBeEmpty: command.AttachmentIds.Count > 0, out var body) is { } invalid)
            return invalid;
        return await stream.Execute(
            caller,
            key,
            (state, cancellation) => FactsOf(state, caller, key, command, body, cancellation),
            (state, facts, moment) =>
                facts.Message is { } message
                    ? state.Post(caller, message, facts.Older, moment)
                    : facts.Refusal ?? ChatRefusals.RoomNotFound
        );
    }

    public Task<Outcome<MessageReceipt>> Edit(Caller caller, CommandKey? key, EditMessage command) =>
        stream.Execute(
            caller,
            key,
            (state, cancellation) => FactsOf(state, caller, command, cancellation),
            (state, facts, moment) =>
                facts.Message is { } message
                    ? state.Edit(caller, command.Id, message, facts.Older, moment.Now)
                    : facts.Refusal ?? ChatRefusals.RoomNotFound
        );

    public Task<Outcome<Done>> Delete(Caller caller, CommandKey? key, DeleteMessage command) =>
        stream.Execute(
            caller,
            key,
            (state, _) => OlderFacts(state, command.Id),
            (state, older, _) => state.Delete(caller, command.Id, older)
        );

    public async Task<Outcome<Done>> React(Caller caller, CommandKey? key, React command)
    {
        if (MessageText.EmojiOf(command.Emoji) is not { } emoji)
            return ChatRefusals.EmojiInvalid;
        command = command with { Emoji = emoji };
        return await stream.Execute(
            caller,
            key,
            (_, _) => Find(command.Id),
            (state, message, moment) =>
                state.React(
                    caller,
                    command,
                    message?.Mark,
                    message?.FactsFor(caller.User, command.Emoji) ?? default,
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
        string body,
        CancellationToken cancellationToken
    )
    {
        if (IsStranger(state, caller.User))
            return default;
        if (rateLimit?.Enter(caller.User, Now) is { } rest)
            return new(ChatRefusals.RateLimitedFor(rest));
        var entered = rateLimit is null ? default : new WritingFacts(RateLimit: rateLimit, Writer: caller.User);
        if (chat.Budget.Take(caller, body) is { } enough)
            return entered with { Refusal = enough };
        entered = entered with { Budgeted = new(chat.Budget, caller, body) };
        if (neverAllowed.Finds(body))
            return entered with { Refusal = ChatRefusals.BlockedWord };
        var repliedTo = command.ReplyTo is { } answered ? await OlderFacts(state, answered) : null;
        IReadOnlyList<AttachmentView>? files = null;
        IReadOnlyList<AttachedFile>? sealedFiles = null;
        if (command.AttachmentIds.Count > 0)
        {
            files = await chat.Attachments.Find(
                stream.Organization,
                room,
                caller.User,
                command.AttachmentIds,
                cancellationToken
            );
            if (files.Count != command.AttachmentIds.Count)
                return entered with { Refusal = ChatRefusals.AttachmentNotFound };
            sealedFiles = await Seal(caller.User, files);
        }
        var mentions = await MentionsIn(body, command.Mentions);
        await chat.Names.EnsureAsync([caller.User, .. mentions]);
        var message = await Write(caller.User, body, mentions, cancellationToken);
        return entered with
        {
            Message = message with
            {
                ReplyTo = command.ReplyTo,
                CommandId = key?.Id,
                Files = files,
                SealedFiles = sealedFiles,
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
        var older = await Find(command.Id);
        if (
            MessageText.Check(command.Body, mayBeEmpty: older?.Attachments is { Count: > 0 }, out var body) is
            { } invalid
        )
            return new(invalid);
        if (chat.Budget.Take(caller, body) is { } enough)
            return new(enough);
        var budgeted = new BudgetedText(chat.Budget, caller, body);
        if (neverAllowed.Finds(body))
            return new(ChatRefusals.BlockedWord, Budgeted: budgeted);
        var mentions = await MentionsIn(body, []);
        await chat.Names.EnsureAsync([caller.User, .. mentions]);
        return new(
            Message: await Write(caller.User, body, mentions, cancellationToken),
            Older: older?.Mark,
            Budgeted: budgeted
        );
    }

    /// <summary>
    /// Seals the text and its markup. Markup is parsed here and nowhere else: readers get the stored tree.
    /// </summary>
    private async ValueTask<WrittenMessage> Write(
        UserId author,
        string body,
        IReadOnlyList<UserId> mentions,
        CancellationToken cancellationToken
    )
    {
        var text = await chat.Vault.SealAsync(author.Value, body, cancellationToken);
        var content = MessageMarkup.Parse(body);
        var sealedContent = content is null
            ? ""
            : await chat.Vault.SealAsync(author.Value, content.ToString(), cancellationToken);
        return new(body, text, mentions, Content: content, SealedContent: sealedContent);
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
                new(file.Id, await chat.Vault.SealAsync(author.Value, file.Name, default), file.ContentType, file.Size)
            );
        return attached;
    }

    /// <summary>The people whom a message mentions: those of the command, and those whom the text names.</summary>
    private async ValueTask<IReadOnlyList<UserId>> MentionsIn(string body, IReadOnlyList<UserId> named)
    {
        if (!MentionIndex.MayMention(body))
            return named;
        if (mentionable is not { } known || Now - known.At > MentionsFreshFor)
        {
            UserId[] members = [.. stream.Latest.Members.Keys];
            await chat.Names.EnsureAsync(members);
            mentionable = known = (new MentionIndex(members.Select(m => (chat.Names.Of(m), m))), Now);
        }
        return [.. named, .. known.Index.Find(body, ChatLimits.MentionsMax)];
    }

    /// <summary>Facts for posting or editing a message.</summary>
    /// <param name="Refusal">Why the message is refused.</param>
    /// <param name="Message">The prepared message.</param>
    /// <param name="Older">The message that it answers or edits, if that is older than the recent ones.</param>
    /// <param name="RateLimit">The limit that counted the message for <paramref name="Writer"/>.</param>
    /// <param name="Budgeted">What of the day's budget the message took.</param>
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
