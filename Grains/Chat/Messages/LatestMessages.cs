using Academy.Accounts;
using Academy.Chat.Rooms;
using Academy.Streams;

namespace Academy.Grains.Chat.Messages;

/// <summary>
/// The latest messages of a room with their text, so that joins and resumes read no table. They are loaded on first
/// use and kept current by the room's events.
/// </summary>
internal sealed class LatestMessages(RoomId room, Func<int, Task<List<RoomMessage>>> readNewest)
{
    private const int MessagesMax = 100;

    /// <summary>Characters of text and bytes of markup of all of them.</summary>
    private const int LengthMax = 256 * 1024;

    private readonly SortedDictionary<long, RoomMessage> messages = [];
    private readonly List<AppliedEvent> meanwhile = [];
    private Task? loading;
    private bool isLoaded;
    private int length;

    /// <summary>Changes whenever a message does.</summary>
    public int Version { get; private set; }

    public async ValueTask LoadAsync()
    {
        if (isLoaded)
            return;
        var task = loading ??= ReadAsync();
        try
        {
            await task;
        }
        finally
        {
            if (loading == task)
                loading = null;
        }
    }

    /// <summary>The newest, oldest first.</summary>
    public IEnumerable<RoomMessage> Newest(int max) => messages.Values.Skip(Math.Max(0, messages.Count - max));

    public RoomMessage? Find(long seq) => messages.GetValueOrDefault(seq);

    /// <summary>Applies an event of the room. An event that the loaded rows contain already changes nothing.</summary>
    public void Apply(AppliedEvent applied)
    {
        if (!isLoaded)
        {
            if (loading is not null)
                meanwhile.Add(applied);
            return;
        }
        Version++;
        switch (applied.Body)
        {
            case MessagePosted e:
                Add(e, (MessageWords)applied.Opened!, applied.Seq, applied.At);
                break;
            case MessageEdited e:
                var words = (MessageWords)applied.Opened!;
                Change(e.MessageSeq, m =>
                    m with
                    {
                        Body = words.Body,
                        Content = words.Content,
                        Mentions = e.Mentions,
                        EditedAt = e.EditedAt,
                    }
                );
                break;
            case MessageDeleted e:
                Delete(e.MessageSeq, applied.At);
                break;
            case ReactionAdded e:
                Change(e.MessageSeq, m => m.With(e.UserId, e.Emoji, isOn: true));
                break;
            case ReactionRemoved e:
                Change(e.MessageSeq, m => m.With(e.UserId, e.Emoji, isOn: false));
                break;
            case HistoryExpired e:
                while (messages.Count > 0 && messages.First().Key <= e.UpTo)
                    DropOldest();
                break;
        }
    }

    /// <summary>Removes the text of an erased author.</summary>
    public void Forget(UserId author)
    {
        Version++;
        foreach (var message in messages.Values.Where(m => m.Sender == author).ToArray())
            messages[message.Seq] = message with { Body = null, Content = null, Attachments = null };
    }

    private void Add(MessagePosted e, MessageWords words, long seq, DateTimeOffset at)
    {
        long? thread = e.ThreadId is { } root && root.TryGetSeq(room, out var rootSeq) ? rootSeq : null;
        long? replyTo = e.ReplyTo is { } answered && answered.TryGetSeq(room, out var answeredSeq) ? answeredSeq : null;
        var message = new RoomMessage(
            room,
            seq,
            e.SenderId,
            words.Body,
            at,
            ReplyTo: replyTo,
            Thread: thread,
            Attachments: words.Attachments,
            Mentions: e.Mentions,
            CommandId: e.CommandId
        )
        {
            Content = words.Content,
        };
        if (!messages.TryAdd(seq, message))
            return;
        if (thread is { } begun)
            Change(begun, m => m with { Replies = m.Replies + 1 });
        length += LengthOf(message);
        while (messages.Count > MessagesMax || length > LengthMax && messages.Count > 1)
            DropOldest();
    }

    private void DropOldest()
    {
        var oldest = messages.First();
        messages.Remove(oldest.Key);
        length -= LengthOf(oldest.Value);
    }

    private void Delete(long seq, DateTimeOffset at)
    {
        if (!messages.TryGetValue(seq, out var message) || message.DeletedAt is not null)
            return;
        messages[seq] = message with { DeletedAt = at };
        if (message.Thread is { } begun)
            Change(begun, m => m with { Replies = Math.Max(0, m.Replies - 1) });
    }

    private void Change(long seq, Func<RoomMessage, RoomMessage> change)
    {
        if (!messages.TryGetValue(seq, out var message))
            return;
        var changed = change(message);
        length += LengthOf(changed) - LengthOf(message);
        messages[seq] = changed;
    }

    private static int LengthOf(RoomMessage message) =>
        (message.Body?.Length ?? 0) + (message.Content?.Json.Length ?? 0);

    private async Task ReadAsync()
    {
        meanwhile.Clear();
        var read = await readNewest(MessagesMax);
        length = 0;
        foreach (var message in read)
        {
            messages[message.Seq] = message;
            length += LengthOf(message);
        }
        isLoaded = true;
        foreach (var applied in meanwhile)
            Apply(applied);
        meanwhile.Clear();
    }
}
