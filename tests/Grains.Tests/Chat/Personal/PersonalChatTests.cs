using System.Text.Json;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat.Messages;
using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Personal;
using Academy.Grains.Chat.Rooms;
using Academy.Grains.Learning;
using Academy.Learning;
using Academy.Streams;

namespace Academy.Grains.Tests.Chat.Personal;

public sealed class PersonalChatTests
{
    private static readonly RoomId Room = new(Guid.Parse("0190b6e0-7c1e-7000-8000-00000000000a"));
    private static readonly UserId Bob = new(Guid.Parse("0190b6e0-7c1e-7000-8000-000000000002"));

    private readonly Scenario<PersonalChat> person = new();

    [Fact]
    public void A_fact_about_a_membership_that_comes_late_does_not_undo_a_newer_one()
    {
        person.Do(chat => chat.Take(Joined(seq: 3)));
        person.Do(chat => chat.Take(Left(seq: 9)));
        Assert.Empty(person.Core.Take(Joined(seq: 5)).Events);
        Assert.Empty(person.Core.Take(Left(seq: 9)).Events);
        Assert.Single(person.Core.Take(Joined(seq: 12)).Events);
    }

    [Fact]
    public void A_course_s_room_follows_the_enrollments_by_their_numbers()
    {
        var (course, other, enrollment) = (
            new CourseId(Guid.NewGuid()),
            new CourseId(Guid.NewGuid()),
            new EnrollmentId(Guid.NewGuid())
        );
        object[] events =
        [
            new Enrolled(enrollment, course, person.Now),
            new ModuleStarted(enrollment, course, default, person.Now),
            new EnrollmentEnded(enrollment, other, Bob, person.Now),
        ];
        var reacted = person.Core.React(events, new Moment(person.Now, 7));
        Assert.Empty(reacted.Events);
        Assert.Equal([new FollowEnrollment(course, 8), new FollowEnrollment(other, 10)], reacted.Effects);
    }

    [Fact]
    public void Reads_only_ever_advance()
    {
        person.Given(new ReadsAdvanced([new(Room, 7)]), new ReadsAdvanced([new(Room, 5)]));
        Assert.Equal(7, person.Core.ReadOf(Room));
    }

    [Fact]
    public void Who_leaves_a_room_has_read_nothing_there()
    {
        person.Given(new ReadsAdvanced([new(Room, 7)]));
        person.Do(chat => chat.Take(Left(seq: 9)));
        Assert.Equal(0, person.Core.ReadOf(Room));
    }

    [Fact]
    public void A_draft_of_an_earlier_release_means_nothing_any_more()
    {
        person.Given(new ReadsAdvanced([new(Room, 7)]));
        var before = JsonSerializer.Serialize(person.Core);
        person.Given(new DraftSaved(Room, "sealed", null), new DraftSaved(Room, null, null));
        Assert.Equal(before, JsonSerializer.Serialize(person.Core));
    }

    [Fact]
    public void The_latest_of_a_membership_is_known_from_what_came_late()
    {
        person.Do(chat => chat.Take(Left(seq: 9)));
        Assert.True(person.Core.IsLatest(Left(seq: 9)));
        person.Do(chat => chat.Take(Joined(seq: 12)));
        Assert.False(person.Core.IsLatest(Left(seq: 9)));
    }

    [Fact]
    public void Who_leaves_a_room_is_not_reminded_of_mentions_there()
    {
        var elsewhere = new RoomId(Guid.Parse("0190b6e0-7c1e-7000-8000-00000000000b"));
        person.Given(
            new Mentioned(Room, MessageId.Of(Room, 3), 3, Bob),
            new Mentioned(elsewhere, MessageId.Of(elsewhere, 4), 4, Bob)
        );
        person.Do(chat => chat.Take(Left(seq: 9)));
        Assert.Equal(elsewhere, Assert.Single(person.Core.Mentions).RoomId);
    }

    [Fact]
    public void The_latest_mentions_are_remembered()
    {
        for (var seq = 1; seq <= PersonalChat.MentionsMax + 3; seq++)
        {
            var notice = new PersonalNotice(
                NoticeKind.Mentioned,
                Room,
                By: Bob,
                MessageId: MessageId.Of(Room, seq),
                Seq: seq
            );
            person.Do(chat => chat.Take(notice));
        }
        Assert.Equal(
            Enumerable.Range(4, PersonalChat.MentionsMax).Select(seq => (long)seq),
            person.Core.Mentions.Select(mention => mention.Seq)
        );
    }

    private static PersonalNotice Joined(long seq) =>
        new(NoticeKind.Joined, Room, RoomType.Group, "A group", Bob, Seq: seq);

    private static PersonalNotice Left(long seq) => new(NoticeKind.Left, Room, Reason: RemovalReason.Removed, Seq: seq);
}
