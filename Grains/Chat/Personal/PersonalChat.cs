using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat.Messages;
using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Rooms;
using Academy.Grains.Learning;
using Academy.Streams;

namespace Academy.Grains.Chat.Personal;

/// <summary>
/// The part of chat on a person's stream: their rooms, how far they have read in each, and who mentioned them. The
/// rooms send facts about membership in any order; each has its number in the room.
/// </summary>
internal sealed class PersonalChat : ICore, IReacting
{
    /// <summary>Mentions that are remembered, newest last.</summary>
    public const int MentionsMax = 50;

    public Dictionary<RoomId, PersonalRoom> Rooms { get; set; } = [];

    public List<PersonalMention> Mentions { get; set; } = [];

    public long ReadOf(RoomId room) => Rooms.GetValueOrDefault(room)?.Read ?? 0;

    /// <summary>Whether this is the latest known fact about their membership.</summary>
    public bool IsLatest(PersonalNotice notice) => Rooms.GetValueOrDefault(notice.RoomId)?.MembershipSeq == notice.Seq;

    public Decision<Done> Take(PersonalNotice notice)
    {
        var room = Rooms.GetValueOrDefault(notice.RoomId);
        switch (notice.Kind)
        {
            // A later fact about the membership is known: this one has arrived late.
            case NoticeKind.Joined or NoticeKind.Left when notice.Seq <= room?.MembershipSeq:
                return Decision.Already(Done.Instance);
            case NoticeKind.Joined:
                return Decision.Of(
                    Done.Instance,
                    new RoomJoined(notice.RoomId, notice.Type!.Value, notice.Title, notice.By, notice.Seq!.Value)
                );
            case NoticeKind.Left:
                return Decision.Of(Done.Instance, new RoomLeft(notice.RoomId, notice.Reason!.Value, notice.Seq!.Value));
            case NoticeKind.Mentioned:
                return Decision.Of(
                    Done.Instance,
                    new Mentioned(notice.RoomId, notice.MessageId!.Value, notice.Seq!.Value, notice.By!.Value)
                );
            default:
                return Decision.Of(Done.Instance, new MessageReported(notice.RoomId, notice.MessageId!.Value));
        }
    }

    public Decision<Done> AdvanceReads(IReadOnlyList<RoomRead> reads) =>
        reads.Any(read => read.Seq > ReadOf(read.RoomId))
            ? Decision.Of(Done.Instance, new ReadsAdvanced(reads))
            : Decision.Already(Done.Instance);

    /// <summary>A course's room follows its enrollments.</summary>
    public Reacted React(IReadOnlyList<object> events, Moment moment)
    {
        List<Effect>? effects = null;
        for (var i = 0; i < events.Count; i++)
        {
            CourseId? course = events[i] switch
            {
                Enrolled e => e.CourseId,
                EnrollmentEnded e => e.CourseId,
                _ => null,
            };
            if (course is { } changed)
                (effects ??= []).Add(new FollowEnrollment(changed, moment.Head + 1 + i));
        }
        return effects is null ? Reacted.None : new Reacted([], effects);
    }

    public void Apply(object body, long seq, DateTimeOffset at)
    {
        switch (body)
        {
            case RoomJoined e:
                RoomOf(e.RoomId).MembershipSeq = e.RoomSeq;
                break;
            case RoomLeft e:
                Rooms[e.RoomId] = new PersonalRoom { MembershipSeq = e.RoomSeq };
                Mentions.RemoveAll(mention => mention.RoomId == e.RoomId);
                break;
            case ReadsAdvanced e:
                foreach (var (room, read) in e.Reads)
                    RoomOf(room).Read = Math.Max(RoomOf(room).Read, read);
                break;
            case Mentioned e:
                Mentions.Add(new PersonalMention(e.RoomId, e.Id, e.Seq, e.SenderId, at));
                if (Mentions.Count > MentionsMax)
                    Mentions.RemoveAt(0);
                break;
        }
    }

    private PersonalRoom RoomOf(RoomId room)
    {
        if (!Rooms.TryGetValue(room, out var known))
            Rooms[room] = known = new PersonalRoom();
        return known;
    }
}

internal sealed class PersonalRoom
{
    /// <summary>The number, in the room, of the latest known fact about the membership.</summary>
    public long MembershipSeq { get; set; }

    /// <summary>The person has read messages up to this number.</summary>
    public long Read { get; set; }
}

internal sealed record PersonalMention(RoomId RoomId, MessageId Id, long Seq, UserId SenderId, DateTimeOffset At);
