using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Chat.Moderation;
using Academy.Chat.Rooms;
using Academy.Grains.Chat.Moderation;
using Academy.Grains.Chat.Rooms;
using static Academy.Grains.Tests.Chat.RoomScenario;

namespace Academy.Grains.Tests.Chat.Moderation;

/// <summary>Mutes, bans, slow mode, blocked words, reports and readings.</summary>
public sealed class RoomModerationTests
{
    [Fact]
    public void Who_is_muted_reads_but_does_not_write_until_it_ends()
    {
        var room = Group(1, 2);
        var message = room.Post(2);
        room.Refuses(ChatRefusals.ModeratorsOnly, r =>
            r.Mute(Person(2), new MuteMember(User(1), true, null), room.Now)
        );
        room.Refuses(ChatRefusals.NotWithYourself, r =>
            r.Mute(Person(1), new MuteMember(User(1), true, null), room.Now)
        );
        room.Refuses(ChatRefusals.EndInPast, r => r.Mute(Person(1), new MuteMember(User(2), true, room.Now), room.Now));
        room.Do(r => r.Mute(Person(1), new MuteMember(User(2), true, room.Now.AddMinutes(10)), room.Now));
        room.Refuses(ChatRefusals.MutedFor(TimeSpan.FromMinutes(10)), room.Posting(2));
        room.Refuses(ChatRefusals.MutedFor(TimeSpan.FromMinutes(10)), r =>
            r.Edit(Person(2), message.Id, new WrittenMessage("x", "s", []), null, room.Moment)
        );
        room.Refuses(ChatRefusals.MutedFor(TimeSpan.FromMinutes(10)), r =>
            r.React(Person(2), new React(message.Id, "👍", true), null, default, room.Now)
        );
        room.Do(r => r.Delete(Person(2), message.Id, null));
        room.After(TimeSpan.FromMinutes(10));
        room.Post(2);
        room.Do(r => r.Mute(Person(1), new MuteMember(User(2), true, null), room.Now));
        room.Refuses(ChatRefusals.MutedFor(null), room.Posting(2));
        room.Do(r => r.Mute(Person(1), new MuteMember(User(2), false, null), room.Now));
        room.Leaves(r => r.Mute(Person(1), new MuteMember(User(2), false, null), room.Now));
        room.Post(2);
    }

    [Fact]
    public void A_mute_does_not_end_by_leaving()
    {
        var room = Group(1, 2);
        room.Do(r => r.Mute(Person(1), new MuteMember(User(2), true, null), room.Now));
        room.Do(r => r.RemoveMember(Person(2), User(2), room.Moment));
        room.Do(r =>
            r.AddMembers(
                Person(1),
                new AddMembers([User(2)]),
                new HashSet<Academy.Accounts.UserId> { User(2) },
                room.Moment
            )
        );
        room.Refuses(ChatRefusals.MutedFor(null), room.Posting(2));
    }

    [Fact]
    public void A_ban_removes_and_keeps_out_until_it_ends()
    {
        var room = Group(1, 2);
        var known = new HashSet<Academy.Accounts.UserId> { User(2) };
        var until = room.Now.AddDays(1);
        Assert.Equal(
            [new MemberBanned(User(2), until, User(1)), new MemberRemoved(User(2), User(1), RemovalReason.Banned)],
            room.Decides(r => r.Ban(Person(1), new BanMember(User(2), true, until), false, room.Moment))
        );
        room.Refuses(ChatRefusals.PersonNotFound, r =>
            r.AddMembers(Person(1), new AddMembers([User(2)]), known, room.Moment)
        );
        room.Leaves(r => r.Ban(Person(1), new BanMember(User(2), true, until), false, room.Moment));
        room.After(TimeSpan.FromDays(1));
        room.Do(r => r.AddMembers(Person(1), new AddMembers([User(2)]), known, room.Moment));
        room.Refuses(ChatRefusals.MemberNotFound, r =>
            r.Ban(Person(1), new BanMember(User(7), true, null), false, room.Moment)
        );
    }

    [Fact]
    public void A_ban_outlives_an_enrollment_and_who_is_enrolled_comes_back_with_its_end()
    {
        var room = OfCourse(1, 2);
        var id = RoomId.OfCourse(Courses.CourseId());
        room.Do(r => r.Ban(Person(1), new BanMember(User(2), true, null), false, room.Moment));
        room.Leaves(r => r.Follow(id, new CourseMembership(Courses.CourseId(), User(2), true), null, room.Moment));
        Assert.False(room.Core.Members.ContainsKey(User(2)));
        room.Do(r => r.Ban(Person(1), new BanMember(User(2), false, null), isEnrolled: true, room.Moment));
        Assert.True(room.Core.Members.ContainsKey(User(2)));

        // One that ends by itself is noticed when they ask for the room.
        room.Do(r => r.Ban(Person(1), new BanMember(User(2), true, room.Now.AddHours(1)), false, room.Moment));
        var facts = new CreateFacts(
            new CourseFact(Courses.CourseId(), "Rust", User(1), [User(2)]),
            new HashSet<Academy.Accounts.UserId>(),
            0
        );
        var command = new CreateRoom(RoomType.Course, Courses.CourseId(), [], null);
        room.Refuses(ChatRefusals.RoomNotFound, r => r.Create(Person(2), id, command, facts, room.Moment));
        room.After(TimeSpan.FromHours(1));
        Assert.Equal(2, room.Do(r => r.Create(Person(2), id, command, facts, room.Moment)).Room.MemberCount);
    }

    [Fact]
    public void Slow_mode_takes_a_message_now_and_then_but_from_moderators_any()
    {
        var room = Group(1, 2);
        room.Do(r => r.Change(Person(1), new ChangeRoom(null, 30, null)));
        room.Post(2);
        room.After(TimeSpan.FromSeconds(20));
        room.Refuses(ChatRefusals.SlowModeFor(TimeSpan.FromSeconds(10)), room.Posting(2));
        room.Post(1);
        room.Post(1);
        room.After(TimeSpan.FromSeconds(10));
        room.Post(2);
    }

    [Fact]
    public void Blocked_words_are_whole_words_in_any_case()
    {
        var room = Group(1, 2);
        room.Do(r => r.Change(Person(1), new ChangeRoom(null, null, ["Spam", " spam ", "buy now", "ей"])));
        Assert.Equal<string>(["buy now", "Spam", "ей"], room.Core.BlockedWords);
        foreach (var body in new[] { "SPAM", "a spam!", "so buy NOW, please", "Ей богу", "spammer spam" })
            room.Refuses(ChatRefusals.BlockedWord, room.Posting(2, body));
        room.Post(2, "spammer, buy nowhere");
        var message = room.Post(1, "fine");
        room.Refuses(ChatRefusals.BlockedWord, r =>
            r.Edit(Person(1), message.Id, new WrittenMessage("spam", "s", []), null, room.Moment)
        );
        room.Do(r => r.Change(Person(1), new ChangeRoom(null, null, [])));
        room.Post(2, "spam");
        room.Refuses(ChatRefusals.SettingsInvalid, r =>
            r.Change(Person(1), new ChangeRoom(null, null, [new string('x', 51)]))
        );
        room.Refuses(ChatRefusals.SettingsInvalid, r => r.Change(Person(1), new ChangeRoom(null, -1, null)));
        Direct().Refuses(ChatRefusals.NotInDirectRooms, r => r.Change(Admin, new ChangeRoom("x", null, null)));
    }

    [Fact]
    public void A_message_is_reported_once_by_each_and_waits_for_a_moderator()
    {
        var room = Group(1, 2, 3);
        var message = room.Post(2);
        room.Refuses(ChatRefusals.NotWithYourself, r =>
            r.Report(Person(2), new ReportMessage(message.Id, ""), "s", null, room.Moment)
        );
        room.Refuses(ChatRefusals.RoomNotFound, r =>
            r.Report(Person(8), new ReportMessage(message.Id, ""), "s", null, room.Moment)
        );
        room.Refuses(ChatRefusals.ReportNotFound, r =>
            r.ResolveReport(Person(1), new ResolveReport(message.Id, ReportAction.Dismiss), null)
        );
        room.Do(r => r.Report(Person(3), new ReportMessage(message.Id, ""), "s", null, room.Moment));
        room.Leaves(r => r.Report(Person(3), new ReportMessage(message.Id, ""), "s", null, room.Moment));
        room.Refuses(ChatRefusals.ModeratorsOnly, r =>
            r.ResolveReport(Person(3), new ResolveReport(message.Id, ReportAction.Delete), null)
        );
        Assert.Equal(
            ["MessageDeleted", "ReportResolved"],
            room.Decides(r => r.ResolveReport(Person(1), new ResolveReport(message.Id, ReportAction.Delete), null))
                .Select(e => e.GetType().Name)
        );
        Assert.Empty(room.Core.Reports);
    }

    [Fact]
    public void Only_admins_read_what_is_not_theirs_and_each_time_it_is_recorded()
    {
        var room = Group(1, 2);
        room.Refuses(ChatRefusals.RoomNotFound, r => r.Monitor(Person(1), "why", (2, 3), room.Now));
        room.Refuses(ChatRefusals.RoomNotFound, r =>
            r.Monitor(Person(8, Academy.Accounts.Role.Instructor), "why", (2, 3), room.Now)
        );
        for (var n = 0; n < 2; n++)
            Assert.Equal(
                [new ConversationMonitored(Admin.User, "why", 2, 3, room.Now)],
                room.Decides(r => r.Monitor(Admin, "why", (2, 3), room.Now))
            );
    }

    [Theory]
    [InlineData(new[] { 9 }, "Joined as an administrator.")]
    [InlineData(new[] { 3 }, "Added somebody as an administrator.")]
    [InlineData(new[] { 3, 9 }, "Joined as an administrator.")]
    public void Whom_an_admin_lets_in_by_the_power_of_the_role_reads_on_record(int[] people, string reason)
    {
        var room = Group(1, 2);
        room.Post(1);
        var users = people.Select(n => n == 9 ? Admin.User : User(n)).ToArray();
        var moment = room.Moment;
        var decided = room.Decides(r => r.AddMembers(Admin, new AddMembers(users), users.ToHashSet(), moment));
        Assert.Equal([typeof(MembersAdded), typeof(ConversationMonitored)], decided.Select(e => e.GetType()));
        Assert.Equal(
            new ConversationMonitored(Admin.User, reason, 1, moment.Head, room.Now),
            decided.OfType<ConversationMonitored>().Single()
        );
    }

    [Fact]
    public void Who_is_in_the_room_lets_others_in_without_a_record()
    {
        var room = Group(1, 2);
        HashSet<Academy.Accounts.UserId> known = [User(3), User(4), Admin.User];
        Assert.Single(room.Decides(r => r.AddMembers(Person(1), new AddMembers([User(3)]), known, room.Moment)));
        room.Do(r => r.AddMembers(Person(1), new AddMembers([Admin.User]), known, room.Moment));
        Assert.Single(room.Decides(r => r.AddMembers(Admin, new AddMembers([User(4)]), known, room.Moment)));
        room.Leaves(r => r.AddMembers(Admin, new AddMembers([User(2)]), known, room.Moment));
    }
}
