using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Chat.Moderation;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat;
using Academy.Grains.Chat.Messages;
using Academy.Grains.Chat.Rooms;
using Academy.Journal.Projections;
using Academy.Streams;
using Academy.Vault;
using Microsoft.Extensions.DependencyInjection;
using static Academy.Grains.Tests.Chat.Chatters;
using static Academy.Grains.Tests.RunningAcademy;

namespace Academy.Grains.Tests.Chat.Messages;

/// <summary>What is sent again is what is so now; what is gone is gone everywhere.</summary>
public sealed class RoomRedactionTests : IAsyncLifetime
{
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_comes_back_sees_the_words_as_they_are_now_and_nothing_of_what_was_deleted(bool isRestarted)
    {
        var (id, room) = await academy.GroupAsync(ada, ben);
        var epoch = (await room.Join(ada, null)).Epoch;
        var edited = await room.SayAsync(ada, "First words");
        var deleted = await room.SayAsync(ada, "Secret");
        Accept(await room.Edit(ada, null, new EditMessage(edited.Id, "Second words")));
        Accept(await room.Edit(ada, null, new EditMessage(edited.Id, "Last words for @Ben")));
        Accept(await room.Edit(ada, null, new EditMessage(deleted.Id, "Still secret")));
        Accept(await room.Delete(ada, null, new DeleteMessage(deleted.Id)));
        // More than the room holds in memory, so that the table is asked, too.
        for (var n = 0; n < 110; n++)
            await room.SayAsync(n % 2 == 0 ? ada : ben, $"{n}");
        if (isRestarted)
            academy = await academy.RestartAsync();

        var resumed = await academy.Room(id).Join(ben, new StreamCursor(epoch, 1));
        Assert.Equal(StreamVerdict.Resumed, resumed.Verdict);
        Assert.Equal(Enumerable.Range(2, 116).Select(n => (long)n), resumed.Messages.Select(m => m.Seq));
        Assert.Equal(
            [
                "chat.message-posted",
                "none",
                "chat.message-edited",
                "chat.message-edited",
                "none",
                "chat.message-deleted",
            ],
            resumed.Messages.Take(6).Select(m => m.Type)
        );
        foreach (var seq in new[] { 0, 2, 3 })
        {
            Assert.Equal("Last words for @Ben", resumed.Messages[seq].Json().GetProperty("body").GetString());
            Assert.True(resumed.Messages[seq].Json().TryGetProperty("editedAt", out _));
            Assert.Equal(
                "Ben",
                resumed.Messages[seq].Json().GetProperty("mentions")[0].GetProperty("name").GetString()
            );
        }
        Assert.DoesNotContain(resumed.Messages, m =>
            System.Text.Encoding.UTF8.GetString(m.Data.Span).Contains("ecret", StringComparison.Ordinal)
        );
        Assert.Equal("109", resumed.Messages[^1].Json().GetProperty("body").GetString());
    }

    [Fact]
    public async Task Whoever_is_removed_hears_it_as_the_last_and_every_node_is_told()
    {
        var (id, room) = await academy.GroupAsync(ada, ben);
        var watcher = await academy.WatchAsync(id);
        Accept(await room.RemoveMember(ada, null, new RemoveMember(ben.User)));
        await watcher.UntilAsync(m => m.Count == 1, "the removal");
        Assert.Equal(("chat.member-removed", ben.User), (watcher.Messages[0].Type, watcher.Messages[0].Ends!.Single()));
        Assert.Equal(StreamVerdict.Refused, (await room.Join(ben, null)).Verdict);
        Assert.Equal(ChatRefusals.RoomNotFound, (await room.MayRead(ben)).Refusal);
        Assert.Equal(ChatRefusals.RoomNotFound, (await room.Post(ben, null, Saying("Still here?"))).Refusal);
        Accept(await room.AddMembers(ada, null, new AddMembers([ben.User])));
        Assert.Equal(StreamVerdict.Snapshot, (await room.Join(ben, null)).Verdict);
    }

    [Fact]
    public async Task A_room_of_another_organization_is_not_there()
    {
        var (id, room) = await academy.GroupAsync(ada, ben);
        var stranger = new Caller(new OrganizationId("another"), ada.User, Role.Admin);
        foreach (var there in new[] { room, academy.Room(id, stranger.Organization) })
        {
            Assert.Equal(ChatRefusals.RoomNotFound, (await there.Post(stranger, null, Saying("Hello"))).Refusal);
            Assert.Equal(ChatRefusals.RoomNotFound, (await there.Get(stranger)).Refusal);
            Assert.Equal(ChatRefusals.RoomNotFound, (await there.MayModerate(stranger)).Refusal);
            Assert.Equal(
                ChatRefusals.RoomNotFound,
                (await there.Monitor(stranger, null, new MonitorRoom("why", null, 10))).Refusal
            );
            Assert.Equal(StreamVerdict.Refused, (await there.Join(stranger, null)).Verdict);
        }
    }

    [Fact]
    public async Task Of_an_erased_person_no_word_is_left_neither_in_tables_nor_in_memory_nor_in_what_is_sent_again()
    {
        var (id, room) = await academy.GroupAsync(ada, ben);
        var epoch = (await room.Join(ada, null)).Epoch;
        var words = await room.SayAsync(ben, "Words of Ben");
        await room.SayAsync(ada, "Words of Ada");
        Accept(
            await room.Report(
                ben,
                null,
                new ReportMessage(
                    words.Id.TryGetSeq(id, out var seq) ? MessageId.Of(id, seq + 1) : default,
                    "Ben's reason"
                )
            )
        );
        await academy.Services.GetRequiredService<IPersonVault>().EraseAsync(ben.User.Value, default);
        for (var twice = 0; twice < 2; twice++)
            await academy
                .Services.GetRequiredService<ChatErasure>()
                .ForgetAsync(OrganizationId.Default, ben.User, default);

        await ShowsNothing();
        academy = await academy.RestartAsync();
        await ShowsNothing();
        var before = await TablesAsync();
        await academy.Services.GetRequiredService<ProjectionRebuild>().RunAsync(null, default);
        Assert.Equal(before, await TablesAsync());

        async Task ShowsNothing()
        {
            var resumed = await academy.Room(id).Join(ada, new StreamCursor(epoch, 1));
            var posted = resumed.Messages[0].Json();
            Assert.Equal(
                (System.Text.Json.JsonValueKind.Null, true),
                (
                    posted.TryGetProperty("body", out var body) ? body.ValueKind : System.Text.Json.JsonValueKind.Null,
                    posted.GetProperty("erased").GetBoolean()
                )
            );
            Assert.Equal("Words of Ada", resumed.Messages[1].Json().GetProperty("body").GetString());
            Assert.Equal(
                ("chat.member-removed", "erased"),
                (resumed.Messages[^1].Type, resumed.Messages[^1].Json().GetProperty("reason").GetString())
            );
            var snapshot = (await academy.Room(id).Join(ada, null)).SnapshotJson();
            Assert.True(snapshot.GetProperty("messages")[0].GetProperty("erased").GetBoolean());
            Assert.Equal(
                0,
                await academy.QueryAsync<long>(
                    "select (select count(*) from chat_messages where body like '%Ben%') + (select count(*) from "
                        + "chat_reports where reason is not null)"
                )
            );
        }
    }

    [Fact]
    public async Task What_is_past_keeping_is_forgotten_the_oldest_first_and_where_it_is_wanted()
    {
        await academy.DisposeAsync();
        academy = await RunningAcademy.StartAsync(register: services =>
            services.Configure<ChatOptions>(o => (o.RateBurst, o.Retention.Group) = (0, TimeSpan.FromDays(30)))
        );
        (ada, ben) = (await academy.PersonAsync("Ada"), await academy.PersonAsync("Ben"));
        var (id, room) = await academy.GroupAsync(ada, ben);
        var direct = RoomId.OfPair(ada.User, ben.User);
        Accept(await academy.Room(direct).Create(ada, null, new CreateRoom(RoomType.Direct, null, [ben.User], null)));
        await academy.Room(direct).SayAsync(ada, "Kept for ever");
        for (var n = 0; n < 4; n++)
            await room.SayAsync(ada, $"{n}");
        var kept = await room.SayAsync(ben, "Young", replyTo: MessageId.Of(id, 5));
        await academy.RunAsync($"update chat_messages set at = now() - interval '31 days' where seq < {kept.Seq}");
        var epoch = (await room.Join(ada, null)).Epoch;

        var sweep = academy.Services.GetRequiredService<MessageRetentionSweep>();
        Assert.Equal(1, await sweep.SweepAsync(TimeSpan.FromMinutes(1), default));
        Assert.Equal(0, await sweep.SweepAsync(TimeSpan.FromMinutes(1), default));
        Assert.Equal(2, await academy.QueryAsync<long>("select count(*) from chat_messages"));
        var resumed = await room.Join(ada, new StreamCursor(epoch, 1));
        Assert.Equal(
            ["none", "none", "none", "none", "chat.message-posted", "chat.history-expired"],
            resumed.Messages.Select(m => m.Type)
        );
        Assert.Single((await room.Join(ada, null)).SnapshotJson().GetProperty("messages").EnumerateArray());
        Assert.Equal(
            ChatRefusals.MessageNotFound,
            (await room.Post(ada, null, Saying("?", MessageId.Of(id, 3)))).Refusal
        );
    }

    [Fact]
    public async Task A_rebuild_of_the_tables_from_the_journal_gives_the_same_tables()
    {
        var admin = await academy.PersonAsync("Root", Role.Admin);
        var (id, room) = await academy.GroupAsync(ada, ben);
        var message = await room.SayAsync(ada, "For @Ben");
        // At once, so that they share batches.
        await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .SelectMany(n =>
                    new Task[]
                    {
                        room.SayAsync(ben, $"{n}", message.Id),
                        room.React(ben, null, new React(message.Id, "👍", n % 2 == 0)),
                        room.ChangeRole(
                            ada,
                            null,
                            new ChangeMemberRole(ben.User, n % 2 == 0 ? RoomRole.Moderator : RoomRole.Member)
                        ),
                        room.Edit(ada, null, new EditMessage(message.Id, $"Edit {n}")),
                        room.Change(ada, null, new ChangeRoom($"Title {n}", null, null)),
                        room.Report(ben, null, new ReportMessage(message.Id, $"reason {n}")),
                        room.ResolveReport(ada, null, new ResolveReport(message.Id, ReportAction.Dismiss)),
                    }
                )
        );
        // A rebuild does all that was given before all that was taken back.
        foreach (var isOn in new[] { false, true, false, true })
            Accept(await room.React(ada, null, new React(message.Id, "🎉", isOn)));
        Accept(await room.Ban(ada, null, new BanMember(ben.User, true, DateTimeOffset.UtcNow.AddDays(1))));
        Accept(await room.Ban(ada, null, new BanMember(ben.User, false, null)));
        Accept(await room.AddMembers(ada, null, new AddMembers([ben.User])));
        Accept(await room.Delete(ada, null, new DeleteMessage(message.Id)));
        Accept(await room.Monitor(admin, null, new MonitorRoom("Complaint", null, 2)));
        var queries = academy.Services.GetRequiredService<IChatQueries>();
        Assert.Equal(
            ["Complaint"],
            (
                await queries.Monitorings(OrganizationId.Default, ben.User, new PageRequest(5, null), default)
            ).Items.Select(m => m.Reason)
        );
        Assert.Equal(
            [id],
            (await queries.AllRooms(OrganizationId.Default, "ben", new PageRequest(5, null), default)).Items.Select(r =>
                r.Id
            )
        );
        Assert.Empty((await queries.Bans(OrganizationId.Default, id, new(50, null), default)).Items);

        var before = await TablesAsync();
        await academy.Services.GetRequiredService<ProjectionRebuild>().RunAsync(null, default);
        Assert.Equal(before, await TablesAsync());
    }

    [Fact]
    public async Task Reported_messages_are_shown_to_moderators_with_their_words_even_if_they_were_deleted()
    {
        var (id, room) = await academy.GroupAsync(ada, ben);
        var message = await room.SayAsync(ada, "Rude");
        Accept(await room.Report(ben, null, new ReportMessage(message.Id, "It is rude")));
        Accept(await room.Delete(ada, null, new DeleteMessage(message.Id)));
        var queries = academy.Services.GetRequiredService<IChatQueries>();
        var report = Assert.Single((await queries.Reports(OrganizationId.Default, id, new(50, null), default)).Items);
        Assert.Equal(
            ("Rude", "It is rude", "Ben"),
            (report.Message.Body, report.Reports[0].Reason, report.Reports[0].DisplayName)
        );
        Assert.Null((await queries.Message(OrganizationId.Default, id, message.Seq, default))!.Body);
        Accept(await room.ResolveReport(ada, null, new ResolveReport(message.Id, ReportAction.Dismiss)));
        Assert.Empty((await queries.Reports(OrganizationId.Default, id, new(50, null), default)).Items);
    }

    private async Task<string> TablesAsync()
    {
        string[] tables =
        [
            "chat_rooms",
            "chat_members",
            "chat_messages",
            "chat_reactions",
            "chat_bans",
            "chat_reports",
            "chat_monitorings",
        ];
        var rows = new List<string>();
        foreach (var table in tables)
            rows.Add(
                table
                    + await academy.QueryAsync<string>(
                        $"select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from {table} t"
                    )
            );
        return string.Join('\n', rows);
    }
}
