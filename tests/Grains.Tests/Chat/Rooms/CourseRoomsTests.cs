using Academy.Accounts;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Rooms;
using Academy.Journal;
using Academy.Journal.Outbox;
using Academy.Streams;

namespace Academy.Grains.Tests.Chat.Rooms;

/// <summary>What reaches rooms and people by the outbox: at least once, in no order.</summary>
public sealed class CourseRoomsTests : IAsyncLifetime
{
    private RunningAcademy academy = null!;

    public async Task InitializeAsync() => academy = await RunningAcademy.StartAsync();

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Fact]
    public async Task A_course_room_is_as_the_enrollments_are_however_late_it_hears_of_them()
    {
        var course = await academy.PublishAsync(1, await academy.PersonAsync("Teacher", Role.Instructor));
        var (ada, bob) = (await academy.PersonAsync("Ada"), await academy.PersonAsync("Bob"));
        var room = academy.Room(RoomId.OfCourse(course.Id));
        var enrollment = await academy.EnrollAsync(ada, course);
        await academy.EnrollAsync(bob, course);
        await Within.Holds(() => Reads(ada), "Ada is let in");
        await Within.Holds(() => Reads(bob), "Bob is let in");

        RunningAcademy.Accept(await academy.Learning(ada).EndEnrollment(ada, null, enrollment));
        await Within.Holds(async () => !await Reads(ada), "Ada is out");
        var stale = CourseRooms.Follow(ada.Organization, ada.User, course.Id, seq: 1);
        Assert.Equal(OutboxResult.Done, await new CourseRooms(academy.Grains).HandleAsync(Row(stale), default));
        Assert.False(await Reads(ada));
        Assert.True(await Reads(bob));
        Assert.Equal(
            "ended",
            await academy.QueryAsync<string>($"select status from enrollments where id = '{enrollment}'")
        );

        await academy.EnrollAsync(ada, course);
        await Within.Holds(() => Reads(ada), "Ada is in again");
        Assert.Equal(
            "active",
            await academy.QueryAsync<string>($"select status from enrollments where id = '{enrollment}'")
        );

        async Task<bool> Reads(Caller caller) => (await room.MayRead(caller)).Accepted;
    }

    [Fact]
    public async Task What_a_person_is_told_of_his_rooms_is_told_once()
    {
        var (ada, bob) = (await academy.PersonAsync("Ada"), await academy.PersonAsync("Bob"));
        var (id, _) = await academy.GroupAsync(ada, bob);
        await Within.Holds(async () => await Told(bob) == 1, "Bob is told that they are in the room");
        var told = NoticePeople.ToJoined(
            [new(bob.User, RoomRole.Member)],
            id,
            RoomType.Group,
            "A group",
            ada.User,
            seq: 1
        );
        var row = ((NoticePeople)Assert.Single(told)).ToOutbox(
            new(ada.Organization, new StreamName("room", id.ToString()))
        );
        for (var i = 0; i < 3; i++)
            Assert.Equal(OutboxResult.Done, await new RoomNotices(academy.Grains).HandleAsync(Row(row), default));
        Assert.Equal(1, await Told(bob));

        Task<long> Told(Caller caller) =>
            academy.QueryAsync<long>(
                $"select count(*) from events where stream = 'academy/user:{caller.User}' and type = 'chat.room-joined'"
            );
    }

    /// <summary>
    /// A process that dies says nothing: those who were connected to it are not here any more soon after.
    /// </summary>
    [Fact]
    public async Task Who_was_connected_to_a_node_that_fell_silent_is_not_here_any_more()
    {
        var (ada, bob) = (await academy.PersonAsync("Ada"), await academy.PersonAsync("Bob"));
        var (id, room) = await academy.GroupAsync(ada, bob);
        var watcher = await academy.WatchAsync(id);
        var watched = new WatchedStream(ada.Organization, new StreamName("room", id.ToString()), Audience.Participant);
        Assert.True(await room.NotePresence(new NodePresence("dead", 1, IsWhole: true, [bob.User], [])));
        Assert.Equal(1, RunningAcademy.Accept(await room.GetPresence(ada)).Online);
        Assert.Contains(
            bob.User.ToString(),
            System.Text.Encoding.UTF8.GetString((await watcher.NextSignal("chat.presence")).Data.Span),
            StringComparison.Ordinal
        );

        await Within.Holds(
            async () =>
            {
                // As a node does, who else would be forgotten after a while.
                await room.Watch(watcher.Reference, watched, from: null);
                return RunningAcademy.Accept(await room.GetPresence(ada)).Online == 0;
            },
            "Bob is gone"
        );
        var told = System.Text.Encoding.UTF8.GetString((await watcher.NextSignal("chat.presence")).Data.Span);
        Assert.Contains($"\"online\":0,\"joined\":[],\"left\":[\"{bob.User}\"]", told, StringComparison.Ordinal);
    }

    private static OutboxWork Row(OutboxItem item) =>
        new(item.Id, item.Kind, item.Data, "academy/elsewhere", 1, DateTimeOffset.UnixEpoch, 1);
}
