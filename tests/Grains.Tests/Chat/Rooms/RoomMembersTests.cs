using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat;
using Academy.Chat.Moderation;
using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Rooms;
using Academy.Streams;
using static Academy.Grains.Tests.Chat.RoomScenario;

namespace Academy.Grains.Tests.Chat.Rooms;

/// <summary>Who comes in, who goes, who is what.</summary>
public sealed class RoomMembersTests
{
    private static readonly CourseFact Course = new(Courses.CourseId(), "Rust", User(1), [User(2), User(3)]);
    private static readonly RoomId CourseRoom = RoomId.OfCourse(Courses.CourseId());

    [Fact]
    public void A_pair_has_one_room_whoever_asks()
    {
        Assert.Equal(RoomId.OfPair(User(1), User(2)), RoomId.OfPair(User(2), User(1)));
        Assert.NotEqual(RoomId.OfPair(User(1), User(2)), RoomId.OfPair(User(1), User(3)));
        var room = new Scenario<ChatRoom>();
        var id = RoomId.OfPair(User(1), User(2));
        var opening = room.Do(r => r.Create(Person(1), id, Naming(RoomType.Direct, 2), Facts(2), room.Moment));
        Assert.Equal((true, 2), (opening.Created, opening.Room.MemberCount));
        Assert.False(room.Do(r => r.Create(Person(2), id, Naming(RoomType.Direct, 1), Facts(1), room.Moment)).Created);
        room.Refuses(ChatRefusals.RoomNotFound, r =>
            r.Create(Person(3), id, Naming(RoomType.Direct, 1), Facts(1), room.Moment)
        );
    }

    [Fact]
    public void A_direct_room_needs_one_other_who_is_known_and_its_own_id()
    {
        var room = new Scenario<ChatRoom>();
        var id = RoomId.OfPair(User(1), User(2));
        room.Refuses(ChatRefusals.NotWithYourself, r =>
            r.Create(Person(1), id, Naming(RoomType.Direct, 1), Facts(1), room.Moment)
        );
        room.Refuses(ChatRefusals.NotWithYourself, r =>
            r.Create(Person(1), id, Naming(RoomType.Direct, 2, 3), Facts(2, 3), room.Moment)
        );
        room.Refuses(ChatRefusals.PersonNotFound, r =>
            r.Create(Person(1), id, Naming(RoomType.Direct, 2), Facts(), room.Moment)
        );
        room.Refuses(ChatRefusals.PersonNotFound, r =>
            r.Create(Person(1), Room, Naming(RoomType.Direct, 2), Facts(2), room.Moment)
        );
    }

    [Fact]
    public void A_group_has_its_creator_as_owner_and_limits()
    {
        var room = new Scenario<ChatRoom>();
        var many = Enumerable.Range(2, ChatLimits.GroupMax).ToArray();
        room.Refuses(ChatRefusals.TooManyMembers, r =>
            r.Create(Person(1), Room, Naming(RoomType.Group, many), Facts(many), room.Moment)
        );
        room.Refuses(ChatRefusals.PersonNotFound, r =>
            r.Create(Person(1), Room, Naming(RoomType.Group, 2, 3), Facts(2), room.Moment)
        );
        room.Refuses(ChatRefusals.TitleLength, r =>
            r.Create(Person(1), Room, Naming(RoomType.Group, 2) with { Title = " \u200B " }, Facts(2), room.Moment)
        );
        room.Refuses(ChatRefusals.TooManyRooms, r =>
            r.Create(
                Person(1),
                Room,
                Naming(RoomType.Group, 2),
                Facts(2) with
                {
                    GroupsCreated = ChatLimits.RoomsPerPersonMax,
                },
                room.Moment
            )
        );
        room.Do(r => r.Create(Person(1), Room, Naming(RoomType.Group, 2, 1, 2), Facts(1, 2), room.Moment));
        Assert.Equal(
            [(User(1), RoomRole.Owner), (User(2), RoomRole.Member)],
            room.Core.Members.Select(m => (m.Key, m.Value.Role)).OrderBy(m => m.Key.Value)
        );
    }

    [Fact]
    public void A_course_s_room_begins_with_all_who_are_enrolled_in_events_of_a_bounded_size()
    {
        var room = new Scenario<ChatRoom>();
        var crowd = Course with { Enrolled = [.. Enumerable.Range(2, 1_200).Select(User)] };
        var facts = Facts() with { Course = crowd };
        var command = new CreateRoom(RoomType.Course, crowd.Id, [], null);
        room.Refuses(CatalogRefusals.CourseNotFound, r =>
            r.Create(Person(5_000), CourseRoom, command, facts, room.Moment)
        );
        room.Refuses(CatalogRefusals.CourseNotFound, r => r.Create(Person(1), Room, command, facts, room.Moment));
        var decision = room.Core.Create(Person(1), CourseRoom, command, facts, room.Moment);
        Assert.Equal(
            [500, 500, 201],
            decision.Events.Select(e => e is RoomCreated c ? c.Members.Count : ((MembersAdded)e).Members.Count)
        );
        room.Given(decision.Events);
        Assert.Equal((1_201, 1_201), (room.Core.Members.Count, decision.Answer!.Room.MemberCount));
    }

    [Fact]
    public void Who_comes_in_or_goes_is_told_with_the_number_of_the_event()
    {
        var room = Group(1, 2);
        var joined = Assert.IsType<NoticePeople>(
            Assert.Single(
                room.Effects(r => r.AddMembers(Person(1), new AddMembers([User(3), User(4)]), Known(3, 4), room.Moment))
            )
        );
        Assert.Equal([User(3), User(4)], joined.People);
        Assert.Equal(
            new PersonalNotice(NoticeKind.Joined, Room, RoomType.Group, "Title", User(1), Seq: room.Head),
            joined.Notice
        );

        var effects = room.Effects(r => r.RemoveMember(Person(1), User(3), room.Moment));
        Assert.Equal(new EndSubscriptions(User(3), room.Now), effects[0]);
        var left = Assert.IsType<NoticePeople>(effects[1]);
        Assert.Equal([User(3)], left.People);
        Assert.Equal(
            new PersonalNotice(NoticeKind.Left, Room, Reason: RemovalReason.Removed, Seq: room.Head),
            left.Notice
        );

        Assert.Equal([new EndSubscriptions(User(4), room.Now)], room.Effects(r => r.Forget(User(4), room.Moment)));
        Assert.Empty(room.Effects(r => r.ChangeRole(Person(1), new ChangeMemberRole(User(2), RoomRole.Moderator))));
        var banned = room.Effects(r => r.Ban(Person(1), new BanMember(User(2), true, null), false, room.Moment));
        Assert.Equal(room.Head, Assert.IsType<NoticePeople>(banned[1]).Notice.Seq);
    }

    [Fact]
    public void Many_people_are_told_in_rows_of_a_hundred()
    {
        var notices = NoticePeople.ToJoined(
            Enumerable.Range(1, 250).Select(n => new RoomMember(User(n), RoomRole.Member)),
            Room,
            RoomType.Group,
            "Title",
            User(1),
            seq: 1
        );
        Assert.Equal(
            [(100, 0), (100, 1), (50, 2)],
            notices.Cast<NoticePeople>().Select(n => (n.People.Count, n.Number))
        );
        Assert.Equal(
            3,
            notices
                .Cast<NoticePeople>()
                .Select(n => n.ToOutbox(new(OrganizationId.Default, new("room", $"{Room}"))).Id)
                .Distinct()
                .Count()
        );
    }

    [Fact]
    public void Members_of_a_course_s_room_follow_the_enrollment()
    {
        var room = OfCourse(1, 2);
        room.Leaves(r => r.Follow(CourseRoom, Enrolled(2), null, room.Moment));
        Assert.Equal(
            [new MemberRemoved(User(2), null, RemovalReason.EnrollmentEnded)],
            room.Decides(r => r.Follow(CourseRoom, Ended(2), null, room.Moment))
        );
        room.Leaves(r => r.Follow(CourseRoom, Ended(2), null, room.Moment));
        room.Leaves(r => r.Follow(CourseRoom, Ended(1), null, room.Moment));
        room.Do(r => r.Follow(CourseRoom, Enrolled(3), null, room.Moment));
        Assert.True(room.Core.Members.ContainsKey(User(3)));

        var none = new RoomScenario();
        none.Leaves(r => r.Follow(CourseRoom, Ended(4), Course, none.Moment));
        none.Do(r => r.Follow(CourseRoom, Enrolled(4), Course, none.Moment));
        Assert.Equal([User(1), User(2), User(3), User(4)], none.Core.Members.Keys.OrderBy(u => u.Value));
    }

    [Fact]
    public void Nobody_is_put_into_or_out_of_a_course_s_or_a_pair_s_room_by_hand()
    {
        foreach (var room in new[] { OfCourse(1, 2), Direct() })
        {
            room.Refuses(ChatRefusals.MembersFixed, r =>
                r.AddMembers(Admin, new AddMembers([User(3)]), Known(3), room.Moment)
            );
            room.Refuses(ChatRefusals.MembersFixed, r => r.RemoveMember(Admin, User(2), room.Moment));
            room.Refuses(ChatRefusals.MembersFixed, r => r.RemoveMember(Person(2), User(2), room.Moment));
        }
    }

    [Fact]
    public void Moderators_add_and_remove_and_anybody_leaves()
    {
        var room = Group(1, 2, 3);
        room.Refuses(ChatRefusals.ModeratorsOnly, r =>
            r.AddMembers(Person(2), new AddMembers([User(4)]), Known(4), room.Moment)
        );
        room.Refuses(ChatRefusals.RoomNotFound, r =>
            r.AddMembers(Person(8), new AddMembers([User(4)]), Known(4), room.Moment)
        );
        room.Refuses(ChatRefusals.PersonNotFound, r =>
            r.AddMembers(Person(1), new AddMembers([User(4)]), Known(), room.Moment)
        );
        room.Leaves(r => r.AddMembers(Person(1), new AddMembers([User(2)]), Known(2), room.Moment));
        room.Do(r => r.AddMembers(Person(1), new AddMembers([User(4), User(2)]), Known(4, 2), room.Moment));
        room.Refuses(ChatRefusals.ModeratorsOnly, r => r.RemoveMember(Person(2), User(3), room.Moment));
        room.Refuses(ChatRefusals.MemberNotFound, r => r.RemoveMember(Person(1), User(8), room.Moment));
        room.Do(r => r.RemoveMember(Person(1), User(3), room.Moment));
        Assert.Equal(
            [new MemberRemoved(User(4), null, RemovalReason.Left)],
            room.Decides(r => r.RemoveMember(Person(4), User(4), room.Moment))
        );
        room.Refuses(ChatRefusals.RoomNotFound, room.Posting(4));
    }

    [Fact]
    public void Nobody_acts_on_who_is_not_below_him()
    {
        var room = Group(1, 2, 3, 4);
        room.Do(r => r.ChangeRole(Person(1), new ChangeMemberRole(User(2), RoomRole.Moderator)));
        room.Do(r => r.ChangeRole(Person(2), new ChangeMemberRole(User(3), RoomRole.Moderator)));
        room.Refuses(ChatRefusals.HigherRole, r =>
            r.ChangeRole(Person(2), new ChangeMemberRole(User(3), RoomRole.Member))
        );
        room.Refuses(ChatRefusals.HigherRole, r =>
            r.ChangeRole(Person(2), new ChangeMemberRole(User(4), RoomRole.Owner))
        );
        room.Refuses(ChatRefusals.HigherRole, r => r.RemoveMember(Person(2), User(3), room.Moment));
        room.Refuses(ChatRefusals.HigherRole, r => r.RemoveMember(Person(2), User(1), room.Moment));
        room.Refuses(ChatRefusals.HigherRole, r => r.Mute(Person(2), new MuteMember(User(1), true, null), room.Now));
        room.Refuses(ChatRefusals.ModeratorsOnly, r =>
            r.ChangeRole(Person(4), new ChangeMemberRole(User(4), RoomRole.Owner))
        );
        room.Do(r => r.RemoveMember(Admin, User(3), room.Moment));
    }

    [Fact]
    public void A_group_is_not_left_without_an_owner_unless_by_its_last_member()
    {
        var room = Group(1, 2);
        room.Refuses(ChatRefusals.OwnerStays, r => r.RemoveMember(Person(1), User(1), room.Moment));
        room.Refuses(ChatRefusals.OwnerStays, r =>
            r.ChangeRole(Person(1), new ChangeMemberRole(User(1), RoomRole.Member))
        );
        room.Do(r => r.ChangeRole(Person(1), new ChangeMemberRole(User(2), RoomRole.Owner)));
        room.Do(r => r.RemoveMember(Person(1), User(1), room.Moment));
        room.Do(r => r.RemoveMember(Person(2), User(2), room.Moment));
        Assert.Empty(room.Core.Members);
    }

    [Fact]
    public void An_erased_person_is_a_member_no_more()
    {
        var room = Group(1, 2);
        Assert.Equal(
            [new MemberRemoved(User(2), null, RemovalReason.Erased)],
            room.Decides(r => r.Forget(User(2), room.Moment))
        );
        room.Leaves(r => r.Forget(User(2), room.Moment));
    }

    [Theory]
    [InlineData(new[] { 2, 3, 4 }, new int[0], 2)] // Nobody moderates: the longest member.
    [InlineData(new[] { 4, 3, 2 }, new int[0], 4)]
    [InlineData(new[] { 2, 3, 4 }, new[] { 4 }, 4)]
    [InlineData(new[] { 2, 3, 4 }, new[] { 4, 3 }, 3)] // The senior of two moderators, whoever was appointed first.
    public void The_group_of_an_erased_owner_goes_to_the_senior_moderator_or_the_longest_member(
        int[] joined,
        int[] moderators,
        int next
    )
    {
        var room = Group(1);
        foreach (var n in joined)
            room.Do(r => r.AddMembers(Person(1), new AddMembers([User(n)]), Known(n), room.Moment));
        foreach (var n in moderators)
            room.Do(r => r.ChangeRole(Person(1), new ChangeMemberRole(User(n), RoomRole.Moderator)));
        Assert.Equal(
            [
                new MemberRoleChanged(User(next), RoomRole.Owner, User(1)),
                new MemberRemoved(User(1), null, RemovalReason.Erased),
            ],
            room.Decides(r => r.Forget(User(1), room.Moment))
        );
        // The group can be changed by its owner.
        room.Do(r => r.Change(Person(next), new ChangeRoom("Another title", null, null)));
        room.Leaves(r => r.AppointOwner());
    }

    [Fact]
    public void An_erased_owner_among_others_hands_nothing_over_and_the_last_member_closes_the_group()
    {
        var room = Group(1, 2);
        room.Do(r => r.ChangeRole(Person(1), new ChangeMemberRole(User(2), RoomRole.Owner)));
        Assert.Single(room.Decides(r => r.Forget(User(1), room.Moment)));
        Assert.Single(room.Decides(r => r.Forget(User(2), room.Moment)));
        Assert.Empty(room.Core.Members);
        room.Leaves(r => r.AppointOwner());
        room.Refuses(ChatRefusals.RoomNotFound, r => r.Change(Person(2), new ChangeRoom("Title", null, null)));
        Assert.Single(Direct().Decides(r => r.Forget(User(1), room.Moment)));
    }

    [Fact]
    public void A_group_that_lost_its_owner_to_an_earlier_release_gets_one()
    {
        var room = Group(1, 2, 3);
        room.Given(new MemberRemoved(User(1), null, RemovalReason.Erased));
        room.Refuses(ChatRefusals.ModeratorsOnly, r => r.Change(Person(2), new ChangeRoom("Title", null, null)));
        var appointed = Assert.IsType<MemberRoleChanged>(Assert.Single(room.Decides(r => r.AppointOwner())));
        Assert.Equal((User(2), RoomRole.Owner), (appointed.UserId, appointed.Role));
        room.Leaves(r => r.AppointOwner());
        OfCourse(1, 2).Leaves(r => r.AppointOwner());
    }

    [Fact]
    public void The_last_owner_of_a_group_is_not_banned_before_there_is_another()
    {
        var room = Group(1, 2);
        var ban = new BanMember(User(1), true, null);
        room.Refuses(ChatRefusals.OwnerStays, r => r.Ban(Admin, ban, false, room.Moment));
        room.Do(r => r.ChangeRole(Admin, new ChangeMemberRole(User(2), RoomRole.Owner)));
        room.Do(r => r.Ban(Admin, ban, false, room.Moment));
    }

    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 5)]
    [InlineData(false, 2)]
    [InlineData(true, 2)]
    public void A_course_s_room_follows_its_instructor(bool isFormerEnrolled, int teacher)
    {
        var room = OfCourse(1, 2, 3);
        room.Do(r => r.FollowTeacher(User(teacher), User(1), isFormerEnrolled, room.Moment));
        Assert.Equal(RoomRole.Owner, room.Core.Members[User(teacher)].Role);
        Assert.Equal(isFormerEnrolled ? RoomRole.Member : null, room.Core.Members.GetValueOrDefault(User(1))?.Role);
        room.Leaves(r => r.FollowTeacher(User(teacher), User(1), isFormerEnrolled, room.Moment));
        // Who was erased before the hand-over is not there any more.
        room.Given(new MemberRemoved(User(teacher), null, RemovalReason.Erased));
        room.Do(r => r.FollowTeacher(User(3), User(teacher), false, room.Moment));
        Assert.Equal(RoomRole.Owner, room.Core.Members[User(3)].Role);
    }

    private static CreateRoom Naming(RoomType type, params int[] people) =>
        new(type, null, [.. people.Select(User)], "Title");

    private static CreateFacts Facts(params int[] known) => new(null, Known(known), 0);

    private static HashSet<UserId> Known(params int[] people) => [.. people.Select(User)];

    private static CourseMembership Enrolled(int n) => new(Courses.CourseId(), User(n), IsEnrolled: true);

    private static CourseMembership Ended(int n) => new(Courses.CourseId(), User(n), IsEnrolled: false);
}
