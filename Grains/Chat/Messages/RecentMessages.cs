using System.Text.Json.Serialization;
using Academy.Accounts;

namespace Academy.Grains.Chat.Messages;

/// <summary>What the room remembers of a message: everything but its text.</summary>
/// <param name="Thread">The number of the first message of its thread.</param>
internal sealed record MessageFacts(
    long Seq,
    UserId Sender,
    long? Thread = null,
    bool IsDeleted = false,
    bool IsEdited = false
);

/// <summary>
/// Facts of the latest messages of a room, and the numbers of older ones that were deleted lately: what was read of an
/// older message from its table before a decision may be out of date.
/// </summary>
internal sealed class RecentMessages
{
    private const int MarksMax = 256;

    private readonly Dictionary<long, MessageFacts> marks = [];
    private readonly Queue<long> order = [];
    private readonly Queue<long> deleted = [];

    public RecentMessages() { }

    [JsonConstructor]
    public RecentMessages(IReadOnlyList<MessageFacts> latest, IReadOnlyList<long> deletedOlder)
    {
        foreach (var mark in latest)
            Add(mark);
        foreach (var seq in deletedOlder)
            deleted.Enqueue(seq);
    }

    public IReadOnlyList<MessageFacts> Latest => [.. order.Select(seq => marks[seq])];

    public IReadOnlyList<long> DeletedOlder => [.. deleted];

    public MessageFacts? Find(long seq) => marks.GetValueOrDefault(seq);

    /// <summary>Whether an older message was deleted lately.</summary>
    public bool IsDeleted(long seq) => deleted.Contains(seq);

    public void Add(MessageFacts mark)
    {
        marks.Add(mark.Seq, mark);
        order.Enqueue(mark.Seq);
        if (order.Count > MarksMax)
            marks.Remove(order.Dequeue());
    }

    public void Change(long seq, Func<MessageFacts, MessageFacts> change)
    {
        if (marks.TryGetValue(seq, out var mark))
            marks[seq] = change(mark);
        else if (change(new MessageFacts(seq, default)).IsDeleted)
            Keep(seq);
    }

    public RecentMessages Copy() => new(Latest, DeletedOlder);

    private void Keep(long seq)
    {
        deleted.Enqueue(seq);
        if (deleted.Count > MarksMax)
            deleted.Dequeue();
    }
}

/// <param name="IsOn">Added or removed.</param>
internal sealed record ReactionChange(long Seq, UserId User, string Emoji, bool IsOn);

/// <summary>The latest changes of reactions: what was read of a message's reactions may be out of date.</summary>
internal sealed class RecentReactions
{
    private const int MarksMax = 64;

    private readonly Queue<ReactionChange> marks = [];

    public RecentReactions() { }

    [JsonConstructor]
    public RecentReactions(IReadOnlyList<ReactionChange> latest) => marks = new(latest);

    public IReadOnlyList<ReactionChange> Latest => [.. marks];

    public bool? Find(long seq, UserId user, string emoji)
    {
        bool? isOn = null;
        foreach (var mark in marks)
        {
            if (mark.Seq == seq && mark.User == user && mark.Emoji == emoji)
                isOn = mark.IsOn;
        }
        return isOn;
    }

    public void Add(long seq, UserId user, string emoji, bool isOn)
    {
        marks.Enqueue(new(seq, user, emoji, isOn));
        if (marks.Count > MarksMax)
            marks.Dequeue();
    }

    public RecentReactions Copy() => new(Latest);
}
