using System.Text.Json;
using Academy.Accounts;
using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Grains.Accounts;
using Academy.Identifiers;
using Academy.Journal;
using Academy.Streams;

namespace Academy.Grains.Chat.Rooms;

/// <summary>Tells people on their own streams what an event of the room means for them.</summary>
/// <param name="Number">The number of the row, if the event needs several.</param>
/// <param name="Edit">The number of the edit that it follows from: its message has a notice of its own.</param>
internal sealed record NoticePeople(
    IReadOnlyList<UserId> People,
    PersonalNotice Notice,
    int Number = 0,
    long? Edit = null
) : Deliver
{
    /// <summary>People in one row: as many as one attempt can reach.</summary>
    private const int PeoplePerRow = 100;

    public static IReadOnlyList<Effect> Of(IEnumerable<UserId> people, PersonalNotice notice, long? edit = null) =>
        [.. people.Chunk(PeoplePerRow).Select((some, number) => new NoticePeople(some, notice, number, edit))];

    /// <param name="seq">The number of the event that made them members.</param>
    public static IReadOnlyList<Effect> ToJoined(
        IEnumerable<RoomMember> members,
        RoomId room,
        RoomType type,
        string? title,
        UserId? by,
        long seq
    ) => Of(members.Select(m => m.UserId), new(NoticeKind.Joined, room, type, title, by, Seq: seq));

    public override OutboxItem ToOutbox(StreamIdentity stream) =>
        new(
            DerivedId.Of(
                RoomNotices.NoticeKindName,
                Notice.RoomId.Value,
                Edit is { } edit ? $"{Notice.Seq} {Number} {edit}" : $"{Notice.Seq} {Number}"
            ),
            RoomNotices.NoticeKindName,
            JsonSerializer.SerializeToUtf8Bytes(
                new(stream.Organization, People, Notice),
                RoomNoticesJson.Default.NoticeRow
            )
        );
}

/// <summary>Ends the person's subscriptions, also on a node that has missed the event.</summary>
internal sealed record EndSubscriptions(UserId User, DateTimeOffset At) : Feed
{
    public override FeedItem ToFeed(StreamIdentity stream) =>
        Revoke.ToFeed(new Revocation(stream.Organization, User, null, null, stream.Name.ToString(), At));
}

/// <summary>
/// Clears the draft of a person who posted at this time; a later one stays. If this is lost, the draft stays.
/// </summary>
internal sealed record ClearDraft(UserId User, DateTimeOffset At) : Nudge;
