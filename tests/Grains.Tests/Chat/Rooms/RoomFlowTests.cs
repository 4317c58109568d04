using Academy.Chat.Messages;
using Academy.Commands;
using Academy.Streams;
using static Academy.Grains.Tests.Chat.Chatters;
using static Academy.Grains.Tests.RunningAcademy;

namespace Academy.Grains.Tests.Chat.Rooms;

/// <summary>A room on a real database, from creation to what members get to see.</summary>
public sealed class RoomFlowTests : IAsyncLifetime
{
    private RunningAcademy academy = null!;

    public async Task InitializeAsync() => academy = await RunningAcademy.StartAsync();

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Fact]
    public async Task What_is_posted_is_seen_by_those_in_the_room_in_order_and_is_there_for_who_comes_later()
    {
        var (ada, ben, eve) = (
            await academy.PersonAsync("Ada"),
            await academy.PersonAsync("Ben"),
            await academy.PersonAsync("Eve")
        );
        var (id, room) = await academy.GroupAsync(ada, ben);
        var watcher = await academy.WatchAsync(id);

        var first = await room.SayAsync(ada, "  Hello **you**  ");
        var second = await room.SayAsync(ben, "And you", replyTo: first.Id);
        await watcher.UntilAsync(m => m.Count == 2, "both messages");
        Assert.Equal([first.Seq, second.Seq], watcher.Messages.Select(m => m.Seq));
        var (posted, answer) = (watcher.Messages[0].Json(), watcher.Messages[1].Json());
        Assert.Equal("Hello **you**", posted.GetProperty("body").GetString());
        Assert.Equal("Ada", posted.GetProperty("senderName").GetString());
        Assert.Equal("p", posted.GetProperty("content")[0].GetProperty("t").GetString());
        Assert.Equal(first.Id.ToString(), answer.GetProperty("threadId").GetString());
        Assert.False(answer.TryGetProperty("content", out _));

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var snapshot = (await academy.Room(id).Join(ben, null)).SnapshotJson();
            Assert.Equal(
                ["Hello **you**", "And you"],
                snapshot.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("body").GetString())
            );
            Assert.Equal(1, snapshot.GetProperty("messages")[0].GetProperty("replyCount").GetInt32());
            Assert.Equal(2, snapshot.GetProperty("room").GetProperty("memberCount").GetInt32());
            Assert.Equal(StreamVerdict.Refused, (await academy.Room(id).Join(eve, null)).Verdict);
            academy = await academy.RestartAsync();
        }
    }

    [Fact]
    public async Task A_message_that_is_sent_again_is_the_same_message()
    {
        var ada = await academy.PersonAsync("Ada");
        var (id, room) = await academy.GroupAsync(ada);
        var key = new CommandKey("c1", Saying("Once").HashOf(id));
        var first = Accept(await room.Post(ada, key, Saying("Once")));
        Assert.Equal(first, Accept(await room.Post(ada, key, Saying("Once"))));
        academy = await academy.RestartAsync();
        Assert.Equal(first, Accept(await academy.Room(id).Post(ada, key, Saying("Once"))));
        Assert.Equal(
            CommandRefusals.KeyReused,
            (
                await academy.Room(id).Post(ada, new CommandKey("c1", Saying("Twice").HashOf(id)), Saying("Twice"))
            ).Refusal
        );
        Assert.Equal(1, await academy.QueryAsync<long>($"select count(*) from chat_messages where room_id = '{id}'"));
    }

    [Fact]
    public async Task Who_writes_too_much_is_told_when_to_go_on_and_others_are_not_held_up()
    {
        var (ada, ben) = (await academy.PersonAsync("Ada"), await academy.PersonAsync("Ben"));
        var (_, room) = await academy.GroupAsync(ada, ben);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => room.Post(ada, null, Saying($"{n}"))));
        Assert.InRange(outcomes.Count(o => o.Accepted), 20, 150);
        var refusal = outcomes.First(o => !o.Accepted).Refusal!;
        Assert.Equal(("chat.rate-limited", RefusalKind.TooManyRequests), (refusal.Code, refusal.Kind));
        Assert.InRange(refusal.RetryAfter!.Value.TotalMilliseconds, 1, 200);
        await room.SayAsync(ben, "Still here");
    }

    [Fact]
    public async Task Messages_that_are_sent_at_once_get_numbers_and_ids_of_their_own()
    {
        var ada = await academy.PersonAsync("Ada");
        var (id, room) = await academy.GroupAsync(ada);
        var receipts = await Task.WhenAll(Enumerable.Range(0, 15).Select(n => room.SayAsync(ada, $"{n}")));
        Assert.Equal(Enumerable.Range(2, 15).Select(n => (long)n), receipts.Select(r => r.Seq).Order());
        Assert.All(receipts, r => Assert.Equal(MessageId.Of(id, r.Seq), r.Id));
        Assert.Equal(15, await academy.QueryAsync<long>($"select count(*) from chat_messages where room_id = '{id}'"));
    }
}
