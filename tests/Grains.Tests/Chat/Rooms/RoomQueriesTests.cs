using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Commands;
using Microsoft.Extensions.DependencyInjection;
using static Academy.Grains.Tests.Chat.Chatters;
using static Academy.Grains.Tests.RunningAcademy;

namespace Academy.Grains.Tests.Chat.Rooms;

/// <summary>Histories, searches and lists on a real database.</summary>
public sealed class RoomQueriesTests : IAsyncLifetime
{
    private static readonly OrganizationId Ours = OrganizationId.Default;

    private RunningAcademy academy = null!;
    private Caller ada = null!;
    private Caller ben = null!;

    private IChatQueries Queries => academy.Services.GetRequiredService<IChatQueries>();

    public async Task InitializeAsync()
    {
        academy = await RunningAcademy.StartAsync();
        (ada, ben) = (await academy.PersonAsync("Ada Lovelace"), await academy.PersonAsync("Ben"));
    }

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Fact]
    public async Task A_history_is_read_both_ways_around_a_message_and_from_a_day()
    {
        var (id, room) = await academy.GroupAsync(ada, ben);
        for (var n = 2; n <= 11; n++)
            await room.SayAsync(ada, $"{n}");
        await academy.RunAsync(
            $"update chat_messages set at = timestamptz '2026-01-01' + seq * interval '1 day' where room_id = '{id}'"
        );

        await Shows(id, new(4), [11, 10, 9, 8], next: 8, hasNewer: false);
        await Shows(id, new(4, Before: 8), [7, 6, 5, 4], next: 4, hasNewer: true);
        await Shows(id, new(4, Before: 4), [3, 2], next: null, hasNewer: true);
        await Shows(id, new(4, After: 3), [7, 6, 5, 4], next: 4, hasNewer: true);
        await Shows(id, new(4, After: 7), [11, 10, 9, 8], next: 8, hasNewer: false);
        await Shows(id, new(4, After: 11), [], next: 12, hasNewer: false);
        await Shows(id, new(4, Around: 6), [7, 6, 5, 4], next: 4, hasNewer: true);
        foreach (var seq in Enumerable.Range(2, 10))
            await Shows(
                id,
                new(1, Date: new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(seq).AddHours(-1)),
                [seq],
                seq > 2 ? seq : null,
                seq < 11
            );
        await Shows(id, new(2, Date: DateTimeOffset.UtcNow), [11], next: 11, hasNewer: false);
        await Shows(new RoomId(Guid.NewGuid()), new(2, Date: DateTimeOffset.UtcNow), [], next: null, hasNewer: false);
        Assert.Empty((await Queries.Messages(new OrganizationId("another"), id, new(4), default)).Items);

        Assert.Equal(
            Enumerable.Range(2, 9).Select(n => (long)n),
            await Queries.Export(Ours, id, 10, default).Select(m => m.Seq).ToArrayAsync()
        );
    }

    [Fact]
    public async Task The_rooms_list_has_the_latest_message_and_what_is_unread()
    {
        var (quiet, _) = await academy.GroupAsync(ada, ben);
        var (busy, room) = await academy.GroupAsync(ada, ben);
        for (var n = 0; n < 3; n++)
            await room.SayAsync(ada, $"{n}");
        var last = await room.SayAsync(ada, "last");
        var direct = RoomId.OfPair(ada.User, ben.User);
        Accept(await academy.Room(direct).Create(ben, null, new CreateRoom(RoomType.Direct, null, [ada.User], null)));
        await academy.RunAsync(
            $"insert into chat_reads (user_id, room_id, seq) values ('{ben.User}', '{busy}', {last.Seq - 2})"
        );

        var rooms = (await Queries.Rooms(Ours, ben.User, new PageRequest(10, null), default)).Items;
        Assert.Equal([direct, busy, quiet], rooms.Select(r => r.Id));
        Assert.Equal(("Ada Lovelace", null, 0), (rooms[0].Other?.DisplayName, rooms[0].LastMessage, rooms[0].Unread));
        Assert.Equal(
            ("last", "Ada Lovelace", 2, last.Seq - 2, last.Seq),
            (
                rooms[1].LastMessage!.Body,
                rooms[1].LastMessage!.SenderName,
                rooms[1].Unread,
                rooms[1].LastReadSeq,
                rooms[1].Seq
            )
        );
        Assert.Equal(last.Seq - 1, await Queries.FirstUnread(Ours, busy, ben.User, default));
        Assert.Null(await Queries.FirstUnread(Ours, busy, ada.User, default));
        Assert.Equal(0, (await Queries.Room(Ours, ada.User, busy, default))!.Unread);
        Assert.Equal(1, (await Queries.SeenBy(Ours, busy, last.Seq - 2, default)).Count);
        Assert.Equal(0, (await Queries.SeenBy(Ours, busy, last.Seq, default)).Count);

        // One after the other.
        var first = await Queries.Rooms(Ours, ben.User, new PageRequest(1, null), default);
        var second = await Queries.Rooms(Ours, ben.User, new PageRequest(2, first.NextCursor), default);
        Assert.Equal([busy, quiet], second.Items.Select(r => r.Id));
        Assert.Null(second.NextCursor);

        var members = await Queries.Members(Ours, busy, new PageRequest(1, null), default);
        var others = await Queries.Members(Ours, busy, new PageRequest(1, members.NextCursor), default);
        Assert.Equal(
            ["Ada Lovelace", "Ben"],
            members.Items.Concat(others.Items).Select(m => m.DisplayName).Order(StringComparer.Ordinal)
        );
        Assert.Equal(last.Seq - 2, members.Items.Concat(others.Items).Single(m => m.UserId == ben.User).LastReadSeq);
    }

    [Fact]
    public async Task Words_are_found_in_one_s_own_rooms_only_and_not_in_what_was_deleted()
    {
        var eve = await academy.PersonAsync("Eve");
        var (one, room) = await academy.GroupAsync(ada, ben);
        var (_, elsewhere) = await academy.GroupAsync(eve);
        var first = await room.SayAsync(ada, "The borrow checker is your friend");
        var second = await room.SayAsync(ben, "It is a strict friend, this checker");
        var deleted = await room.SayAsync(ben, "checker, forget this");
        await elsewhere.SayAsync(eve, "My own checker");
        Accept(await room.Delete(ben, null, new DeleteMessage(deleted.Id)));

        Assert.Equal([second.Seq, first.Seq], await Found(ada, "checker friend"));
        Assert.Equal([first.Seq], await Found(ada, "borr"));
        Assert.Equal([first.Seq], await Found(ada, "\"your friend\""));
        Assert.Empty(await Found(ada, "forget"));
        Assert.Empty(await Found(ada, "?!"));
        Assert.Empty(await Found(ada, "checker", room: new RoomId(Guid.NewGuid())));
        Assert.Equal([2], await Found(eve, "checker"));
        var page = await Queries.Search(Ours, ada.User, "friend", one, new PageRequest(1, null), default);
        var next = await Queries.Search(Ours, ada.User, "friend", one, new PageRequest(1, page.NextCursor), default);
        Assert.Equal(
            (second.Seq, first.Seq, null),
            (page.Items[0].Message.Seq, next.Items[0].Message.Seq, next.NextCursor)
        );
        Accept(await room.RemoveMember(ben, null, new RemoveMember(ben.User)));
        Assert.Empty(await Found(ben, "checker"));
    }

    [Fact]
    public async Task A_thread_has_the_answers_to_answers_and_is_counted_where_it_began()
    {
        var (id, room) = await academy.GroupAsync(ada, ben);
        var root = await room.SayAsync(ada, "Who knows?");
        var answer = await room.SayAsync(ben, "I do", root.Id);
        var further = await room.SayAsync(ada, "Do tell", answer.Id);
        await room.SayAsync(ada, "Something else");
        var thread = await Queries.Thread(Ours, id, root.Seq, 0, 10, default);
        Assert.Equal([answer.Id, further.Id], thread.Select(m => m.Id));
        Assert.All(thread, m => Assert.Equal(root.Id, m.ThreadId));
        Assert.Equal(2, (await Queries.Message(Ours, id, root.Seq, default))!.ReplyCount);
        Accept(await room.Delete(ben, null, new DeleteMessage(answer.Id)));
        Assert.Equal(1, (await Queries.Message(Ours, id, root.Seq, default))!.ReplyCount);
    }

    [Fact]
    public async Task People_are_found_by_the_beginning_of_a_name()
    {
        await academy.PersonAsync("Lovis 100%");
        Assert.Equal(
            ["Ada Lovelace", "Lovis 100%"],
            (await Queries.People(Ours, ben.User, " lov", new(20, null), default)).Items.Select(p => p.DisplayName)
        );
        Assert.Equal(
            ["Lovis 100%"],
            (await Queries.People(Ours, ben.User, "100%", new(20, null), default)).Items.Select(p => p.DisplayName)
        );
        Assert.DoesNotContain((await Queries.People(Ours, ben.User, null, new(20, null), default)).Items, p =>
            p.UserId == ben.User
        );
        Assert.Empty(
            (await Queries.People(new OrganizationId("another"), ben.User, "Ada", new(20, null), default)).Items
        );
    }

    private async Task Shows(RoomId room, HistoryRequest request, long[] seqs, long? next, bool hasNewer)
    {
        var page = await Queries.Messages(Ours, room, request, default);
        Assert.Equal(seqs, page.Items.Select(m => m.Seq));
        Assert.Equal((next, hasNewer), (page.NextCursor, page.HasNewer));
    }

    private async Task<IEnumerable<long>> Found(Caller who, string text, RoomId? room = null) =>
        (await Queries.Search(Ours, who.User, text, room, new PageRequest(10, null), default)).Items.Select(f =>
            f.Message.Seq
        );
}
