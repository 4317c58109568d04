using Academy.Accounts;
using Academy.Catalog;
using Academy.Grains.Accounts;
using Academy.Grains.Chat.Rooms;
using Academy.Journal;
using Academy.Streams;

namespace Academy.Grains.Catalog;

/// <summary>Whoever taught a course does not see its activity any more, on no node.</summary>
internal sealed record EndLiveView(UserId Former, CourseId Course, DateTimeOffset At) : Feed
{
    public override FeedItem ToFeed(StreamIdentity stream) =>
        Revoke.ToFeed(
            new Revocation(
                stream.Organization,
                Former,
                null,
                null,
                new StreamName("course", Course.ToString()).ToString(),
                At
            )
        );
}

/// <summary>The course's room gets its new instructor as owner.</summary>
/// <param name="Seq">The number of the hand-over on the course's stream.</param>
internal sealed record FollowTeacher(CourseId Course, UserId Former, long Seq) : Deliver
{
    public override OutboxItem ToOutbox(StreamIdentity stream) =>
        CourseRoomTeachers.Follow(stream.Organization, Course, Former, Seq);
}

/// <summary>Administrators get mail: there are courses to take over.</summary>
internal sealed record AskAdmins(UserId Instructor) : Deliver
{
    public override OutboxItem ToOutbox(StreamIdentity stream) => HandOverMail.From(stream.Organization, Instructor);
}
