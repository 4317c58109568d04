using Academy.Accounts;
using Academy.Chat;
using Academy.Commands;
using Academy.Streams;

namespace Academy.Grains.Chat;

// What is written, sealed before it is decided.
internal sealed partial class ChatRoomGrain
{
    private static readonly TimeSpan MentionsFreshFor = TimeSpan.FromMinutes(1);

    private readonly WordFilter neverAllowed = new(chat.Options.Value.BlockedWords);
    private readonly RateGate? gate = chat.Options.Value is { RateBurst: > 0 } rate ? new(rate.RateBurst, rate.RatePerSecond) : null;
    private (MentionIndex Index, DateTimeOffset At)? mentionable;

    public async Task<Outcome<MessageReceipt>> Post(Caller caller, CommandKey? key, PostMessage command)
    {
        if (Authorize(caller) is { } forbidden)
            return forbidden;
        if (command.AttachmentIds.Count > ChatLimits.AttachmentsMax)
            return ChatRefusals.TooManyAttachments;
        if (command.Mentions.Count > ChatLimits.MentionsMax)
            return ChatRefusals.TooManyMentions;
        if (MessageText.Check(command.Body, mayBeEmpty: command.AttachmentIds.Count > 0, out var body) is { } invalid)
            return invalid;
        if (!Latest.Members.ContainsKey(caller.User))
            return ChatRefusals.RoomNotFound;
        if (gate?.Enter(caller.User, Now) is { } rest)
            return ChatRefusals.RateLimitedFor(rest);
        if (neverAllowed.Finds(body))
            return ChatRefusals.BlockedWord;

        var repliedTo = command.ReplyTo is { } answered ? await OlderMark(answered) : null;
        IReadOnlyList<AttachmentView>? files = null;
        IReadOnlyList<AttachedFile>? sealedFiles = null;
        if (command.AttachmentIds.Count > 0)
        {
            files = await chat.Attachments.Find(Organization, room, caller.User, command.AttachmentIds, default);
            if (files.Count != command.AttachmentIds.Count)
                return ChatRefusals.AttachmentNotFound;
            sealedFiles = await Seal(caller.User, files);
        }
        var text = await chat.Vault.SealAsync(caller.User.Value, body, default);
        var mentions = await MentionsIn(body, command.Mentions);
        await Shell.Names.EnsureAsync([caller.User, .. mentions]);
        var message = new WrittenMessage(body, text, mentions, command.ReplyTo, key?.Id, files, sealedFiles);
        return await Execute(caller, key, ChatJson.Default.MessageReceipt, (state, moment) => state.Post(caller, message, repliedTo, moment));
    }

    public async Task<Outcome<MessageReceipt>> Edit(Caller caller, CommandKey? key, EditMessage command)
    {
        if (Authorize(caller) is { } forbidden)
            return forbidden;
        if (!Latest.Members.ContainsKey(caller.User))
            return ChatRefusals.RoomNotFound;
        var older = await Find(command.Id);
        if (MessageText.Check(command.Body, mayBeEmpty: older?.Attachments is { Count: > 0 }, out var body) is { } invalid)
            return invalid;
        if (neverAllowed.Finds(body))
            return ChatRefusals.BlockedWord;
        var text = await chat.Vault.SealAsync(caller.User.Value, body, default);
        var mentions = await MentionsIn(body, []);
        await Shell.Names.EnsureAsync([caller.User, .. mentions]);
        var message = new WrittenMessage(body, text, mentions);
        return await Execute(
            caller, key, ChatJson.Default.MessageReceipt, (state, moment) => state.Edit(caller, command.Id, message, older?.Mark, moment.Now));
    }

    public async Task<Outcome<Done>> Delete(Caller caller, CommandKey? key, DeleteMessage command)
    {
        var older = await OlderMark(command.Id);
        return await Execute(caller, key, ChatJson.Default.Done, (state, _) => state.Delete(caller, command.Id, older));
    }

    public async Task<Outcome<Done>> React(Caller caller, CommandKey? key, React command)
    {
        if (!MessageText.IsEmoji(command.Emoji))
            return ChatRefusals.EmojiInvalid;
        var message = await Find(command.Id);
        var facts = message?.FactsFor(caller.User, command.Emoji) ?? default;
        return await Execute(
            caller, key, ChatJson.Default.Done, (state, moment) => state.React(caller, command, message?.Mark, facts, moment.Now));
    }

    public async Task<Outcome<Done>> Pin(Caller caller, CommandKey? key, PinMessage command)
    {
        var older = await OlderMark(command.Id);
        return await Execute(caller, key, ChatJson.Default.Done, (state, _) => state.Pin(caller, command, older));
    }

    /// <summary>
    /// Events that are sent again say what is so now: the words as they were edited since, nothing of what was deleted or is
    /// past keeping. From memory, or else from the table, where they are in the clear.
    /// </summary>
    protected override async ValueTask PrepareEvents(IEnumerable<object> events)
    {
        List<(object Event, long Seq)> written = [];
        var people = new HashSet<UserId>();
        foreach (var body in events)
        {
            if (body is MessagePosted posted && posted.Id.TryGetSeq(room, out var seq))
                written.Add((posted, seq));
            else if (body is MessageEdited edited)
                written.Add((edited, edited.MessageSeq));
            else
                people.UnionWith(PeopleOf(body));
        }
        if (written.Count > 0)
        {
            await latest.LoadAsync();
            long[] missing = [.. written.Select(w => w.Seq).Distinct().Where(seq => latest.Find(seq) is null)];
            var older = missing.Length > 0 ? (await chat.Rows.OfAsync(room, missing)).ToDictionary(m => m.Seq) : [];
            foreach (var (body, seq) in written)
            {
                var message = latest.Find(seq) ?? older.GetValueOrDefault(seq);
                people.UnionWith(message?.People ?? []);
                var words = message?.Words ?? MessageWords.Gone;
                if (body is MessagePosted posted)
                    posted.Words = words;
                else
                    ((MessageEdited)body).Words = words;
            }
        }
        await Shell.Names.EnsureAsync(people);
    }

    /// <summary>The message with its words and reactions, from memory or else from the table.</summary>
    private async ValueTask<RoomMessage?> Find(MessageId id) =>
        id.TryGetSeq(room, out var seq) ? latest.Find(seq) ?? await chat.Rows.OfAsync(room, seq) : null;

    /// <summary>What is known of a message that the core does not know any more.</summary>
    private async ValueTask<MessageMark?> OlderMark(MessageId id) =>
        id.TryGetSeq(room, out var seq) && Latest.Marks.Find(seq) is null ? (await Find(id))?.Mark : null;

    private async ValueTask<IReadOnlyList<AttachedFile>> Seal(UserId author, IReadOnlyList<AttachmentView> files)
    {
        var attached = new List<AttachedFile>(files.Count);
        foreach (var file in files)
            attached.Add(new(file.Id, await chat.Vault.SealAsync(author.Value, file.Name, default), file.ContentType, file.Size));
        return attached;
    }

    /// <summary>Who is meant in a text: those named by the command, and whoever is called by his name.</summary>
    private async ValueTask<IReadOnlyList<UserId>> MentionsIn(string body, IReadOnlyList<UserId> named)
    {
        if (!MentionIndex.MayMention(body))
            return named;
        if (mentionable is not { } known || Now - known.At > MentionsFreshFor)
        {
            UserId[] members = [.. Latest.Members.Keys];
            await Shell.Names.EnsureAsync(members);
            mentionable = known = (new MentionIndex(members.Select(m => (Shell.Names.Of(m), m))), Now);
        }
        return [.. named, .. known.Index.Find(body, ChatLimits.MentionsMax)];
    }
}
