using System.Diagnostics.CodeAnalysis;
using Academy.Accounts;
using Academy.Chat;
using Academy.Commands;

namespace Academy.Grains.Chat;

// What is only true now: who types, who is here, who has read how far.
[SuppressMessage("Performance", "CA1822", Justification = "The seams of what is to come.")]
internal sealed partial class ChatRoomGrain
{
    /// <summary>Changes whenever a snapshot's live part does.</summary>
    private int LiveVersion => 0;

    public Task<Outcome<Done>> Typing(Caller caller, bool isTyping) => throw new NotSupportedException("Not yet.");

    public Task<Outcome<Done>> MarkRead(Caller caller, long seq) => throw new NotSupportedException("Not yet.");

    public Task NotePresence(NodePresence presence) => throw new NotSupportedException("Not yet.");

    public Task<Outcome<RoomPresence>> GetPresence(Caller caller) => throw new NotSupportedException("Not yet.");

    private void LiveCommitted(long firstSeq, IReadOnlyList<object> events, DateTimeOffset at)
    {
    }

    private long LastReadOf(UserId user) => 0;

    private SnapshotPresence PresenceNow() => new(0, 0, null);
}
