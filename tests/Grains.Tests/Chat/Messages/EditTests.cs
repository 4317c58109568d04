using System.Text;
using Academy.Chat;
using Academy.Chat.Attachments;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Commands;
using Microsoft.Extensions.DependencyInjection;
using static Academy.Grains.Tests.Chat.Chatters;
using static Academy.Grains.Tests.RunningAcademy;

namespace Academy.Grains.Tests.Chat.Messages;

/// <summary>An edit keeps what a post has, and is refused what a post is refused.</summary>
public sealed class EditTests : IAsyncLifetime
{
    private RunningAcademy academy = null!;
    private Caller ada = null!;
    private Caller ben = null!;
    private Caller eve = null!;
    private RoomId id;
    private IChatRoomGrain room = null!;

    public async Task InitializeAsync()
    {
        academy = await RunningAcademy.StartAsync();
        ada = await academy.PersonAsync("Ada");
        ben = await academy.PersonAsync("Ben");
        eve = await academy.PersonAsync("Eve");
        (id, room) = await academy.GroupAsync(ada, ben, eve);
    }

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Theory]
    [InlineData("Wellcome to the team", true, "Welcome to the team", "Ben")] // Named by the command, not by the text.
    [InlineData("Hi @Ben, wellcome", true, "Hi @Ben, welcome", "Ben")]
    [InlineData("Hi @Ben, wellcome", false, "Hi @Ben, welcome", "Ben")]
    [InlineData("Hi @Ben", true, "Hi all", "")]
    [InlineData("Hi @Ben", false, "Hi @Eve", "Eve")]
    [InlineData("Hi @Ben", true, "Hi `@Ben`", "")]
    [InlineData("Hi `@Ben`", false, "Hi @Ben", "Ben")]
    [InlineData("Hello", true, "Hello @Eve", "Ben,Eve")]
    public async Task Mentions_stay_but_for_those_whose_name_is_taken_out(
        string before,
        bool isNamed,
        string after,
        string mentioned
    )
    {
        var post = new PostMessage(before, null, [], isNamed ? [ben.User] : []);
        var posted = Accept(await room.Post(ada, null, post));
        Accept(await room.Edit(ada, null, new EditMessage(posted.Id, after)));
        Assert.Equal(mentioned, await MentionedAsync(posted));
        // What was read from the table is edited as what is in memory.
        academy = await academy.RestartAsync();
        Accept(await academy.Room(id).Edit(ada, null, new EditMessage(posted.Id, $"{after}!")));
        Assert.Equal(mentioned, await MentionedAsync(posted));
    }

    [Fact]
    public async Task An_edit_may_name_whom_it_mentions()
    {
        var posted = Accept(await room.Post(ada, null, new PostMessage("Hello", null, [], [ben.User])));
        Accept(await room.Edit(ada, null, new EditMessage(posted.Id, "Hello", [eve.User])));
        Assert.Equal("Eve", await MentionedAsync(posted));
        Accept(await room.Edit(ada, null, new EditMessage(posted.Id, "Hello", [])));
        Assert.Equal("", await MentionedAsync(posted));
        var many = Enumerable.Repeat(ben.User, ChatLimits.MentionsMax + 1).ToArray();
        Assert.Equal(
            ChatRefusals.TooManyMentions,
            (await room.Edit(ada, null, new EditMessage(posted.Id, "Hello", many))).Refusal
        );
    }

    [Fact]
    public async Task Whoever_an_edit_mentions_is_told_once_and_whoever_was_told_is_not_told_again()
    {
        var posted = Accept(await room.Post(ada, null, Saying("Hi @Ben")));
        foreach (var body in new[] { "Hi @Ben and @Eve", "Hello @Ben and @Eve", "Hello", "Hello @Ben and @Eve" })
            Accept(await room.Edit(ada, null, new EditMessage(posted.Id, body)));
        await academy.UntilAsync("select count(*) from outbox where kind = 'chat.notice' and completed_at is null", 0);
        foreach (var user in new[] { ben.User, eve.User })
        {
            Assert.Equal(
                1,
                await academy.QueryAsync<long>(
                    $"select count(*) from events where stream = 'academy/user:{user}' and type = 'chat.mentioned'"
                )
            );
        }
    }

    [Fact]
    public async Task A_caption_can_be_emptied_and_a_message_without_files_cannot()
    {
        var files = academy.Services.GetRequiredService<IAttachments>();
        var file = Accept(
            await files.Save(
                ada,
                id,
                new NewAttachment(new AttachmentId(Guid.NewGuid()), "a.txt", "text/plain"),
                new MemoryStream(Encoding.UTF8.GetBytes("words")),
                default
            )
        );
        var captioned = Accept(await room.Post(ada, null, new PostMessage("Look", null, [file.Id], [])));
        var plain = await room.SayAsync(ada, "Look");
        foreach (var empty in new[] { "", "   ", "\n" })
        {
            Accept(await room.Edit(ada, null, new EditMessage(captioned.Id, empty)));
            Assert.Equal(
                ChatRefusals.BodyLength,
                (await room.Edit(ada, null, new EditMessage(plain.Id, empty))).Refusal
            );
        }
        Assert.Equal(
            "",
            await academy.QueryAsync<string>($"select body from chat_messages where seq = {captioned.Seq}")
        );
    }

    [Fact]
    public async Task Edits_count_for_how_much_somebody_may_write()
    {
        var posted = await room.SayAsync(ada, "Hello");
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(n => room.Edit(ada, null, new EditMessage(posted.Id, $"{n}")))
        );
        Assert.InRange(outcomes.Count(o => o.Accepted), 19, 80);
        Assert.Contains(outcomes, o => o.Refusal?.Code == "chat.rate-limited");
    }

    private async Task<string> MentionedAsync(MessageReceipt message) =>
        await academy.QueryAsync<string>(
            $"""
            select coalesce(string_agg(u.display_name, ',' order by u.display_name), '')
              from chat_messages m join users u on u.id = any(m.mentions) where m.room_id = '{id}'
                  and m.seq = {message.Seq}
            """
        );
}
