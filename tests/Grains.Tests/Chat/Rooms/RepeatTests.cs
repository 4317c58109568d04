using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Chat.Moderation;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat;
using Microsoft.Extensions.DependencyInjection;
using static Academy.Grains.Tests.Chat.Chatters;
using static Academy.Grains.Tests.RunningAcademy;

namespace Academy.Grains.Tests.Chat.Rooms;

/// <summary>A command that was accepted answers as it did then, whatever would be refused now.</summary>
public sealed class RepeatTests : IAsyncLifetime
{
    private RunningAcademy academy = null!;

    public async Task InitializeAsync() => academy = await RunningAcademy.StartAsync();

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_was_removed_since_gets_the_first_answers(bool isForgotten)
    {
        var (ada, ben) = (await academy.PersonAsync("Ada"), await academy.PersonAsync("Ben"));
        var (id, room) = await academy.GroupAsync(ada, ben);
        CommandKey Key(string name) => new(name, "hash");
        var posted = Accept(await room.Post(ben, Key("post"), Saying("Hello")));
        var other = Accept(await room.Post(ben, Key("other"), Saying("Bye")));
        var edited = Accept(await room.Edit(ben, Key("edit"), new EditMessage(posted.Id, "Hello you")));
        Accept(await room.React(ben, Key("react"), new React(posted.Id, "👍", true)));
        Accept(await room.Delete(ben, Key("delete"), new DeleteMessage(other.Id)));
        Accept(await room.RemoveMember(ada, null, new RemoveMember(ben.User)));
        var head = await HeadAsync(id);
        if (isForgotten)
        {
            // Another process remembers nothing; the journal does.
            academy = await academy.RestartAsync();
            room = academy.Room(id);
        }

        Assert.Equal(posted, Accept(await room.Post(ben, Key("post"), Saying("Hello"))));
        Assert.Equal(edited, Accept(await room.Edit(ben, Key("edit"), new EditMessage(posted.Id, "Hello you"))));
        Accept(await room.React(ben, Key("react"), new React(posted.Id, "👍", true)));
        Accept(await room.Delete(ben, Key("delete"), new DeleteMessage(other.Id)));
        Assert.Equal(ChatRefusals.RoomNotFound, (await room.Post(ben, Key("new"), Saying("Again"))).Refusal);
        Assert.Equal(
            CommandRefusals.KeyReused,
            (await room.Post(ben, new CommandKey("post", "another"), Saying("Other"))).Refusal
        );
        Assert.Equal(head, await HeadAsync(id));
    }

    [Fact]
    public async Task A_repeat_does_not_count_for_how_much_somebody_may_write()
    {
        var ada = await academy.PersonAsync("Ada");
        var (id, room) = await academy.GroupAsync(ada);
        var key = new CommandKey("once", "hash");
        var first = Accept(await room.Post(ada, key, Saying("Once")));
        academy = await academy.RestartAsync();
        room = academy.Room(id);
        for (var i = 0; i < 100; i++)
            Assert.Equal(first, Accept(await room.Post(ada, key, Saying("Once"))));
    }

    [Theory]
    [InlineData("words")]
    [InlineData("rate")]
    [InlineData("mute")]
    public async Task What_was_posted_and_edited_is_answered_again_whatever_the_room_would_refuse_now(string reason)
    {
        var (ada, ben) = (await academy.PersonAsync("Ada"), await academy.PersonAsync("Ben"));
        var (id, room) = await academy.GroupAsync(ada, ben);
        var (post, edit) = (new CommandKey("post", "hash"), new CommandKey("edit", "hash"));
        var posted = Accept(await room.Post(ben, post, Saying("Hello")));
        var edited = Accept(await room.Edit(ben, edit, new EditMessage(posted.Id, "Hello you")));
        academy = await academy.RestartAsync(services =>
        {
            if (reason == "rate")
                services.Configure<ChatOptions>(chat => (chat.RateBurst, chat.RatePerSecond) = (1, 0.001));
        });
        room = academy.Room(id);
        switch (reason)
        {
            case "words":
                Accept(await room.Change(ada, null, new ChangeRoom(null, null, ["hello"])));
                break;
            case "mute":
                Accept(await room.Mute(ada, null, new MuteMember(ben.User, true, null)));
                break;
            default:
                Accept(await room.Post(ben, null, Saying("The one that may be written")));
                break;
        }
        Assert.False((await room.Post(ben, null, Saying("Hello"))).Accepted);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(posted, Accept(await room.Post(ben, post, Saying("Hello"))));
            Assert.Equal(edited, Accept(await room.Edit(ben, edit, new EditMessage(posted.Id, "Hello you"))));
        }
    }

    [Fact]
    public async Task What_an_earlier_release_took_is_answered_again_though_this_one_would_not_take_it()
    {
        var (ada, ben) = (await academy.PersonAsync("Ada"), await academy.PersonAsync("Ben"));
        var (_, room) = await academy.GroupAsync(ada, ben);
        var posted = await room.SayAsync(ada, "Hello");
        CommandKey Key(string name) => new(name, "hash");
        Accept(await room.React(ben, Key("react"), new React(posted.Id, "👍", true)));
        Accept(await room.Report(ben, Key("report"), new ReportMessage(posted.Id, "Rude")));
        Accept(await room.Post(ben, Key("post"), Saying("Hello")));
        // The same ids with texts that are refused: as if the rules had changed since.
        Accept(await room.React(ben, Key("react"), new React(posted.Id, "!", true)));
        Accept(await room.Report(ben, Key("report"), new ReportMessage(posted.Id, " ")));
        Accept(await room.Post(ben, Key("post"), Saying(" ")));
        Assert.Equal(
            ChatRefusals.EmojiInvalid,
            (await room.React(ben, Key("new"), new React(posted.Id, "!", true))).Refusal
        );
    }

    [Fact]
    public async Task An_enrollment_answers_again_whatever_has_become_of_it()
    {
        var (learner, teacher, course) = (academy.NewLearner(), academy.Instructor, await academy.PublishAsync(1));
        var key = new CommandKey("enroll", "hash");
        var first = Accept(await academy.Learning(learner).Enroll(learner, key, course.Id));
        Accept(
            await academy.Learning(learner).EndEnrollment(teacher, new CommandKey("end", "hash"), first.Enrollment.Id)
        );
        academy = await academy.RestartAsync();

        Assert.Equal(first, Accept(await academy.Learning(learner).Enroll(learner, key, course.Id)));
        Assert.False(await academy.Learning(learner).IsEnrolled(course.Id));
        // Whoever ended it may have lost the course since; what they did is answered as it was.
        var noLonger = teacher with { Role = Academy.Accounts.Role.Student };
        Accept(
            await academy.Learning(learner).EndEnrollment(noLonger, new CommandKey("end", "hash"), first.Enrollment.Id)
        );
    }

    private Task<long> HeadAsync(RoomId room) =>
        academy.QueryAsync<long>($"select max(seq) from events where stream = 'academy/room:{room}'");
}
