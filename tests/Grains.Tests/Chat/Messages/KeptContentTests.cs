using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Commands;
using Academy.Grains.Chat;
using Academy.Journal.Projections;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;
using static Academy.Grains.Tests.RunningAcademy;

namespace Academy.Grains.Tests.Chat.Messages;

/// <summary>Markup is parsed once, when a message is written; its tree is kept, and that is what readers get.</summary>
public sealed class KeptContentTests : IAsyncLifetime
{
    private const string Planted = """[{"t":"p","c":[{"t":"text","v":"as it was kept"}]}]""";

    private RunningAcademy academy = null!;
    private Caller ada = null!;
    private Caller ben = null!;

    public async Task InitializeAsync()
    {
        academy = await RunningAcademy.StartAsync(register: services =>
            services.Configure<ChatOptions>(o => o.RateBurst = 0)
        );
        (ada, ben) = (await academy.PersonAsync("Ada"), await academy.PersonAsync("Ben"));
    }

    public async Task DisposeAsync() => await academy.DisposeAsync();

    /// <summary>What no parser would make of the text shows that none was asked.</summary>
    [Fact]
    public async Task Whoever_reads_gets_the_tree_that_was_kept_and_nothing_is_parsed()
    {
        var (id, room) = await academy.GroupAsync(ada, ben);
        var epoch = (await room.Join(ada, null)).Epoch;
        var first = await room.SayAsync(ada, "**first** of a thread");
        await room.SayAsync(ada, "**second** in it", first.Id);
        await academy.RunAsync($"update chat_messages set content = '{Planted}' where body like '**first%'");
        await academy.RunAsync("update chat_messages set content = '' where body like '**second%'");
        academy = await academy.RestartAsync();

        var queries = academy.Services.GetRequiredService<IChatQueries>();
        var history = await queries.Messages(OrganizationId.Default, id, new HistoryRequest(10), default);
        Assert.Equal([null, Planted], history.Items.Select(m => m.Content?.ToString()));
        Assert.Equal(
            Planted,
            (await queries.Message(OrganizationId.Default, id, first.Seq, default))!.Content!.ToString()
        );
        Assert.Null(Assert.Single(await queries.Thread(OrganizationId.Default, id, first.Seq, 0, 10, default)).Content);
        var found = await queries.Search(
            OrganizationId.Default,
            ada.User,
            "first",
            null,
            new PageRequest(5, null),
            default
        );
        Assert.Equal(
            (Planted, "A group"),
            (found.Items.Single().Message.Content!.ToString(), found.Items.Single().RoomTitle)
        );
        Assert.Equal(
            [Planted, null],
            await queries
                .Export(OrganizationId.Default, id, long.MaxValue, default)
                .Select(m => m.Content?.ToString())
                .ToListAsync()
        );

        var snapshot = (await academy.Room(id).Join(ada, null)).SnapshotJson().GetProperty("messages");
        Assert.Equal(
            (Planted, false),
            (snapshot[0].GetProperty("content").GetRawText(), snapshot[1].TryGetProperty("content", out _))
        );
        var resumed = await academy.Room(id).Join(ada, new StreamCursor(epoch, 1));
        Assert.Equal(
            (Planted, false),
            (
                resumed.Messages[0].Json().GetProperty("content").GetRawText(),
                resumed.Messages[1].Json().TryGetProperty("content", out _)
            )
        );
    }

    [Fact]
    public async Task The_tree_of_an_edit_takes_the_place_of_the_first()
    {
        var (id, room) = await academy.GroupAsync(ada, ben);
        var watcher = await academy.WatchAsync(id);
        var message = await room.SayAsync(ada, "**bold**");
        Accept(await room.Edit(ada, null, new EditMessage(message.Id, "`code`")));
        await watcher.UntilAsync(m => m.Count == 2, "both");
        const string code = """[{"t":"p","c":[{"t":"code","v":"code"}]}]""";
        Assert.Contains(
            "strong",
            watcher.Messages[0].Json().GetProperty("content").GetRawText(),
            StringComparison.Ordinal
        );
        Assert.Equal(code, watcher.Messages[1].Json().GetProperty("content").GetRawText());
        Assert.Equal(code, await academy.QueryAsync<string>("select content from chat_messages"));
        Accept(await room.Edit(ada, null, new EditMessage(message.Id, "plain")));
        Assert.Equal("", await academy.QueryAsync<string>("select content from chat_messages"));
        Assert.False(
            (await room.Join(ada, null)).SnapshotJson().GetProperty("messages")[0].TryGetProperty("content", out _)
        );
    }

    [Fact]
    public async Task The_journal_has_the_tree_sealed()
    {
        var (_, room) = await academy.GroupAsync(ada, ben);
        var message = await room.SayAsync(ada, "**secret words**");
        Accept(await room.Edit(ada, null, new EditMessage(message.Id, "*secret words*")));
        await room.SayAsync(ada, "nothing marked");
        Assert.Equal(
            $"v1.{ada.User.Value:N} v1.{ada.User.Value:N} ",
            await academy.QueryAsync<string>(
                "select string_agg(left(data ->> 'content', 35), ' ' order by seq) from events where data ? 'content'"
            )
        );
        Assert.Equal(
            0,
            await academy.QueryAsync<long>(
                "select count(*) from events where data::text like '%secret%' or data::text like '%strong%'"
            )
        );
        Assert.Equal(
            1,
            await academy.QueryAsync<long>("select count(*) from chat_messages where content like '%secret words%'")
        );
    }

    /// <summary>
    /// Events of version 1 and a table without the column become this release's, and show what they showed.
    /// </summary>
    [Fact]
    public async Task What_was_written_before_trees_were_kept_is_shown_as_ever()
    {
        var (id, room) = await academy.GroupAsync(ada, ben);
        var epoch = (await room.Join(ada, null)).Epoch;
        var message = await room.SayAsync(ada, "**bold** and https://academy.test/x");
        await room.SayAsync(ben, "nothing marked");
        await room.SayAsync(ben, "> quoted\n\n- one\n- `two`", message.Id);
        Accept(await room.Edit(ada, null, new EditMessage(message.Id, "~~bold~~ [and](https://academy.test/x)")));
        var before = await ShownAsync();
        var tables = await academy.QueryAsync<string>(
            "select string_agg(to_jsonb(m)::text, E'\\n' order by seq) from chat_messages m"
        );

        await academy.RunAsync(
            """
            alter table chat_messages drop column content;
            delete from migrations where number = 460;
            update events set version = 1, data = data - 'content'
             where type in ('chat.message-posted', 'chat.message-edited');
            """
        );
        academy = await academy.RestartAsync();
        Assert.Equal(3, await academy.QueryAsync<long>("select count(*) from chat_messages where content is null"));
        Assert.Equal(before, await ShownAsync());
        // What is written from now on has a tree; a rebuild gives one to what has none.
        await academy.Services.GetRequiredService<ProjectionRebuild>().RunAsync(null, default);
        Assert.Equal(
            tables,
            await academy.QueryAsync<string>(
                "select string_agg(to_jsonb(m)::text, E'\\n' order by seq) from chat_messages m"
            )
        );

        async Task<string> ShownAsync()
        {
            var history = await academy
                .Services.GetRequiredService<IChatQueries>()
                .Messages(OrganizationId.Default, id, new HistoryRequest(10), default);
            var resumed = await academy.Room(id).Join(ada, new StreamCursor(epoch, 1));
            return string.Join(
                '\n',
                [
                    .. history.Items.Select(m => $"{m.Body} {m.Content}"),
                    .. resumed.Messages.Select(m => m.Json().GetRawText()),
                    (await academy.Room(id).Join(ada, null)).SnapshotJson().GetProperty("messages").GetRawText(),
                ]
            );
        }
    }
}
