using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Streams;

namespace Academy.Api.Tests.Realtime;

public sealed class SubscribeTests(HubOverFakes hub) : IClassFixture<HubOverFakes>
{
    [Fact]
    public async Task A_subscription_begins_with_a_snapshot_and_goes_on_without_a_gap()
    {
        var ada = Visitor.New();
        var owner = hub.OwnerOf(ada);
        owner.Commit(count: 2);
        await using var client = await hub.Connect(ada);

        var answer = await client.Subscribe(ada.Stream);
        owner.Commit();
        owner.Commit(count: 2);

        Assert.Equal(
            $$$"""{"stream":"{{{ada.Stream}}}","epoch":"e1","seq":2,"verdict":"snapshot","snapshot":{"total":2}}""",
            answer.GetRawText()
        );
        var (target, first) = await client.Next();
        Assert.Equal("Event", target);
        Assert.Equal(
            $$$"""{"stream":"{{{ada.Stream}}}","epoch":"e1","seq":3,"type":"tests.happened","at":"1970-01-01T00:00:03.000Z","data":{"n":3,"text":""}}""",
            first.GetRawText()
        );
        await client.Expect(4, 5);
    }

    [Fact]
    public async Task Resuming_returns_exactly_what_was_missed()
    {
        var ada = Visitor.New();
        var owner = hub.OwnerOf(ada);
        owner.Commit(count: 5);
        await using var client = await hub.Connect(ada);

        var answer = await client.Subscribe(ada.Stream, ("e1", 2));
        owner.Commit();

        Assert.Equal("resumed", answer.GetProperty("verdict").GetString());
        Assert.Equal(5, answer.GetProperty("seq").GetInt64());
        Assert.Equal([3, 4, 5], SeqsOf(answer));
        Assert.False(answer.TryGetProperty("snapshot", out _));
        await client.Expect(6);
    }

    /// <summary>The node hears of 6 while an answer that does not have it is on its way.</summary>
    [Fact]
    public async Task What_the_node_is_ahead_of_an_answer_follows_it()
    {
        var ada = Visitor.New();
        var owner = hub.OwnerOf(ada);
        owner.Commit(count: 5);
        await using var first = await hub.Connect(ada);
        await first.Subscribe(ada.Stream);
        await using var second = await hub.Connect(ada);
        owner.OnItsWay = async () =>
        {
            owner.OnItsWay = () => Task.CompletedTask;
            owner.Commit();
            await first.Expect(6);
        };

        var answer = await second.Subscribe(ada.Stream, ("e1", 4));
        owner.Commit();

        Assert.Equal([5], SeqsOf(answer));
        await second.Expect(6, 7);
        Assert.Equal(2, owner.Joins);
    }

    [Fact]
    public async Task When_the_node_is_too_far_ahead_of_an_answer_the_owner_is_asked_again()
    {
        var ada = Visitor.New();
        var owner = hub.OwnerOf(ada);
        await using var first = await hub.Connect(ada);
        await first.Subscribe(ada.Stream);
        await using var second = await hub.Connect(ada);
        owner.OnItsWay = async () =>
        {
            owner.OnItsWay = () => Task.CompletedTask;
            owner.Commit(count: 40);
            await first.Expect([.. Enumerable.Range(1, 40).Select(n => (long)n)]);
        };

        var answer = await second.Subscribe(ada.Stream, ("e1", 0));
        owner.Commit();

        Assert.Equal(40, SeqsOf(answer).Length);
        await second.Expect(41);
        Assert.Equal(3, owner.Joins);
    }

    [Theory]
    [InlineData("e0", 1)]
    [InlineData("e1", 6)]
    public async Task A_position_that_means_nothing_gets_a_snapshot(string epoch, long seq)
    {
        var ada = Visitor.New();
        hub.OwnerOf(ada).Commit(count: 5);
        await using var client = await hub.Connect(ada);
        var answer = await client.Subscribe(ada.Stream, (epoch, seq));
        Assert.Equal("snapshot", answer.GetProperty("verdict").GetString());
        Assert.Equal(5, answer.GetProperty("seq").GetInt64());
    }

    [Fact]
    public async Task A_negative_or_half_a_position_is_none()
    {
        var ada = Visitor.New();
        hub.OwnerOf(ada).Commit();
        await using var client = await hub.Connect(ada);
        foreach (var from in new object[] { new { epoch = "e1", seq = -1 }, new { seq = 1 } })
        {
            var answer = await client.Invoke("Subscribe", ada.Stream, from);
            Assert.Equal("snapshot", answer.GetProperty("verdict").GetString());
        }
    }

    [Fact]
    public async Task What_is_committed_while_the_answer_is_on_its_way_is_not_lost()
    {
        var ada = Visitor.New();
        var owner = hub.OwnerOf(ada);
        for (var round = 0; round < 20; round++)
        {
            await using var client = await hub.Connect(ada);
            owner.OnItsWay = () =>
            {
                owner.Commit();
                return Task.CompletedTask;
            };
            var answer = await client.Subscribe(ada.Stream);
            owner.OnItsWay = () => Task.CompletedTask;
            var answered = answer.GetProperty("seq").GetInt64();
            var head = owner.Head;
            Assert.True(head > answered, "Nothing was committed behind the answer: the test tests nothing.");

            var expected = answered + 1;
            while (expected <= head)
            {
                var seq = (await client.NextSeqs(1))[0];
                Assert.True(seq <= expected, $"{expected} is missing: {seq} came after the answer {answered}.");
                if (seq == expected)
                    expected++;
            }
        }
    }

    [Fact]
    public async Task A_stream_in_motion_is_joined_without_a_gap()
    {
        var ada = Visitor.New();
        var owner = hub.OwnerOf(ada);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                owner.Commit();
                await Task.Delay(1); // As fast as a client reads, even on a busy machine.
            }
        });
        for (var round = 0; round < 30; round++)
        {
            await using var client = await hub.Connect(ada);
            var position = (await client.Subscribe(ada.Stream)).GetProperty("seq").GetInt64();
            for (var i = 0; i < 50; i++)
            {
                var seq = (await client.NextSeqs(1))[0];
                Assert.True(seq <= position + 1, $"{position + 1} is missing: {seq} came.");
                position = Math.Max(position, seq);
            }
        }
        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task Every_connection_gets_the_same_bytes_and_they_are_made_once()
    {
        var (ada, grace) = (Visitor.New(Role.Admin), Visitor.New(Role.Admin));
        await using var first = await hub.Connect(ada);
        await using var second = await hub.Connect(grace);
        await first.Subscribe(ada.Stream);
        await second.Subscribe(ada.Stream);

        var before = hub.Metrics.Encodings;
        hub.OwnerOf(ada).Commit(count: 2);

        for (var i = 0; i < 2; i++)
            Assert.Equal(await first.NextBytes(), await second.NextBytes());
        Assert.Equal(1, hub.Metrics.Encodings - before);
    }

    /// <summary>The length of a WebSocket frame is written in two, four or ten bytes.</summary>
    [Fact]
    public async Task Events_of_every_length_arrive_whole()
    {
        var ada = Visitor.New();
        var owner = hub.OwnerOf(ada);
        await using var client = await hub.Connect(ada);
        await client.Subscribe(ada.Stream);
        owner.Commit();
        var overhead = (await client.NextBytes()).Length + 1; // It ends with a separator.
        foreach (var length in new[] { 65_534, 65_535, 65_536, 65_537, 300_000 })
        {
            owner.Commit(bytes: length - overhead);
            Assert.Equal(length, (await client.NextBytes()).Length + 1);
        }
    }

    [Fact]
    public async Task After_unsubscribing_nothing_comes()
    {
        var ada = Visitor.New();
        await using var client = await hub.Connect(ada);
        await client.Subscribe(ada.Stream);
        await client.Invoke("Unsubscribe", ada.Stream);
        hub.OwnerOf(ada).Commit();
        var answer = await client.Subscribe(ada.Stream, ("e1", 0));
        Assert.Equal([1], SeqsOf(answer));
        Assert.False(client.HasPush);
    }

    [Fact]
    public async Task Subscribing_again_replaces_the_subscription()
    {
        var ada = Visitor.New();
        await using var client = await hub.Connect(ada);
        await client.Subscribe(ada.Stream);
        await client.Subscribe(ada.Stream);
        hub.OwnerOf(ada).Commit(count: 2);
        await client.Expect(1, 2);
        hub.OwnerOf(ada).Commit();
        await client.Expect(3);
    }

    [Fact]
    public async Task Another_history_ends_the_subscription_and_the_next_begins_anew()
    {
        var ada = Visitor.New();
        var owner = hub.OwnerOf(ada);
        owner.Commit(count: 3);
        await using var client = await hub.Connect(ada);
        await client.Subscribe(ada.Stream);

        owner.Restore("e2", keep: 1);

        var (target, ended) = await client.Next();
        Assert.Equal("Ended", target);
        Assert.Equal($$"""{"stream":"{{ada.Stream}}","reason":"stream.reset"}""", ended.GetRawText());
        var answer = await client.Subscribe(ada.Stream, ("e1", 3));
        Assert.Equal("snapshot", answer.GetProperty("verdict").GetString());
        owner.Commit();
        await client.Expect(2);
    }

    [Fact]
    public async Task A_connection_has_a_limit_of_subscriptions()
    {
        await using var client = await hub.Connect(Visitor.New());
        for (var i = 0; i < Academy.Api.Realtime.RealtimeLimits.SubscriptionsPerSocket; i++)
            Assert.Equal(
                "snapshot",
                (await client.Subscribe($"leaderboard:board-{i}")).GetProperty("verdict").GetString()
            );
        var refused = await client.Subscribe("leaderboard:one-more");
        Assert.Equal(StreamRefusals.TooMany, refused.GetProperty("reason").GetString());
        await client.Invoke("Unsubscribe", "leaderboard:board-0");
        Assert.Equal("snapshot", (await client.Subscribe("leaderboard:one-more")).GetProperty("verdict").GetString());
    }

    private static long[] SeqsOf(JsonElement answer) =>
        [.. answer.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("seq").GetInt64())];
}
