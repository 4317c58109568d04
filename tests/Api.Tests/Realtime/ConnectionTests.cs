using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using Academy.Accounts;
using Academy.Api.Realtime;
using Academy.Api.Tests.Realtime.Surroundings;
using Orleans.Runtime;

namespace Academy.Api.Tests.Realtime;

/// <summary>What one connection does must not hurt another.</summary>
public sealed class ConnectionTests(HubOverFakes hub) : IClassFixture<HubOverFakes>
{
    public static readonly TheoryData<string, byte[]> Garbage = new()
    {
        { "no JSON", Encoding.UTF8.GetBytes("not json at all\u001e") },
        { "half of it", Encoding.UTF8.GetBytes("{\"type\":1,\"target\":\u001e") },
        {
            "invalid UTF-8",
            [
                .. Encoding.UTF8.GetBytes("{\"type\":1,\"target\":\""),
                0xC3,
                0x28,
                0xFF,
                .. Encoding.UTF8.GetBytes("\",\"arguments\":[]}\u001e"),
            ]
        },
        {
            "oversized",
            Encoding.UTF8.GetBytes(
                $"{{\"type\":1,\"target\":\"Subscribe\",\"arguments\":[\"{new string('x', 70_000)}\",null]}}\u001e"
            )
        },
        { "endless", Encoding.UTF8.GetBytes(new string('[', 80_000)) },
    };

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Garbage_closes_its_connection_and_no_other(string what, byte[] bytes)
    {
        var ada = Visitor.New();
        await using var witness = await hub.Connect(ada);
        await witness.Subscribe(ada.Stream);
        await using var culprit = await hub.Connect(Visitor.New());
        try
        {
            await culprit.SendRaw(bytes);
        }
        catch (WebSocketException)
        {
            // The server did not even read all of it.
        }
        await Within.Time(culprit.Closed, $"the end of the connection that sent {what}");
        hub.OwnerOf(ada).Commit();
        await witness.Expect(1);
    }

    [Fact]
    public async Task An_unknown_method_is_an_error_and_the_connection_goes_on()
    {
        var ada = Visitor.New();
        await using var client = await hub.Connect(ada);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => client.Invoke("DropTables", 1));
        Assert.Contains("does not exist", error.Message, StringComparison.Ordinal);
        Assert.Equal("snapshot", (await client.Subscribe(ada.Stream)).GetProperty("verdict").GetString());
    }

    [Theory]
    [InlineData(42, null)]
    [InlineData(true, null)]
    [InlineData(42, "yesterday")]
    public async Task Arguments_of_another_type_are_an_error_and_the_connection_goes_on(object stream, object? from)
    {
        var ada = Visitor.New();
        await using var client = await hub.Connect(ada);
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.Invoke("Subscribe", stream, from));
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.Invoke("Subscribe"));
        Assert.Equal("snapshot", (await client.Subscribe(ada.Stream)).GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task An_owner_that_is_overloaded_is_an_error_that_says_so()
    {
        var ada = Visitor.New();
        var owner = hub.OwnerOf(ada);
        owner.OnItsWay = () => throw new LimitExceededException("full");
        await using var client = await hub.Connect(ada);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => client.Subscribe(ada.Stream));
        Assert.Contains(CloseReasons.Overloaded, error.Message, StringComparison.Ordinal);
        owner.OnItsWay = () => Task.CompletedTask;
        Assert.Equal("snapshot", (await client.Subscribe(ada.Stream)).GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task Too_many_calls_are_refused_and_in_the_end_the_connection_is_closed()
    {
        await using var client = await hub.Connect(Visitor.New());
        var refusals = new List<string>();
        for (
            var i = 0;
            i < RealtimeLimits.CallBurst + RealtimeLimits.RefusedCallsMax + 1_000 && !client.Closed.IsCompleted;
            i++
        )
        {
            try
            {
                await client.Invoke("Unsubscribe", "leaderboard:none");
            }
            catch (Exception e) when (e is InvalidOperationException or WebSocketException)
            {
                refusals.Add(e.Message);
            }
        }
        Assert.Equal(CloseReasons.Overloaded, await Within.Time(client.Closed, "the end of the connection"));
        Assert.True(refusals.Count > RealtimeLimits.RefusedCallsMax, $"It was closed after {refusals.Count} refusals.");
        Assert.All(refusals.Take(RealtimeLimits.RefusedCallsMax), e =>
            Assert.Contains(CloseReasons.Overloaded, e, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(10, true)]
    public async Task Who_connects_again_has_no_new_calls_to_make(int connections, bool inSessionsOfTheirOwn)
    {
        var ada = Visitor.New();
        var sitting = ada;
        for (var i = 0; i < connections; i++)
        {
            await using var client = await hub.Connect(sitting);
            for (var call = 0; call < RealtimeLimits.CallBurst / connections + 1; call++)
                await CallAsync(client);
            sitting = inSessionsOfTheirOwn ? ada with { Session = Visitor.New().Session } : ada;
        }
        // Some may have come back meanwhile, at the pace that they do.
        await using var again = await hub.Connect(sitting);
        var granted = 0;
        while (await CallAsync(again))
            granted++;
        Assert.InRange(granted, 0, RealtimeLimits.CallBurst / 2);
        await using var other = await hub.Connect(Visitor.New());
        Assert.True(await CallAsync(other));

        static async Task<bool> CallAsync(HubClient client)
        {
            try
            {
                await client.Invoke("Unsubscribe", "leaderboard:none");
                return true;
            }
            catch (InvalidOperationException e)
            {
                Assert.Contains(CloseReasons.Overloaded, e.Message, StringComparison.Ordinal);
                return false;
            }
        }
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_cut_off_while_others_go_on()
    {
        var ada = Visitor.New(Role.Admin);
        var owner = hub.OwnerOf(ada);
        await using var deaf = await hub.Connect(ada, reads: false);
        await deaf.Send(
            new
            {
                type = 1,
                invocationId = "1",
                target = "Subscribe",
                arguments = new object?[] { ada.Stream, null },
            }
        );
        await Within.Holds(() => owner.WatcherCount == 1, () => "the deaf client never subscribed");
        await using var keen = await hub.Connect(ada);
        await keen.Subscribe(ada.Stream);

        var committed = 0;
        var open = hub.Metrics.Connections;
        var began = Stopwatch.StartNew();
        for (; hub.Metrics.Connections == open; committed++)
        {
            Assert.True(
                began.Elapsed < Within.Limit,
                $"{committed} events were sent to a client that does not read, and it is still connected."
            );
            owner.Commit(bytes: 10_000);
            await keen.Expect(committed + 1);
        }

        owner.Commit();
        await keen.Expect(committed + 1);
        await Within.Holds(
            () => hub.Metrics.Subscriptions == 1,
            () => $"{hub.Metrics.Subscriptions} subscriptions instead of 1"
        );
    }

    [Fact]
    public async Task The_end_of_a_session_closes_its_sockets_and_lets_no_new_one_in()
    {
        var (ada, grace) = (Visitor.New(), Visitor.New());
        await using var first = await hub.Connect(ada);
        await using var second = await hub.Connect(ada);
        await using var other = await hub.Connect(grace);
        await first.Subscribe(ada.Stream);
        await second.Subscribe(ada.Stream);
        await other.Subscribe(grace.Stream);

        hub.Revoking.End(new SessionId(ada.Session));

        Assert.Equal(CloseReasons.SessionEnded, await Within.Time(first.Closed, "the end of the first socket"));
        Assert.Equal(CloseReasons.SessionEnded, await Within.Time(second.Closed, "the end of the second socket"));
        await using var late = await hub.Connect(ada);
        Assert.Equal(CloseReasons.SessionEnded, await Within.Time(late.Closed, "the end of the late socket"));
        hub.OwnerOf(grace).Commit();
        await other.Expect(1);
    }

    [Fact]
    public async Task A_session_has_a_limit_of_sockets()
    {
        var ada = Visitor.New();
        var clients = new List<HubClient>();
        for (var i = 0; i < RealtimeLimits.SocketsPerSession; i++)
        {
            clients.Add(await hub.Connect(ada));
            await clients[^1].Subscribe(ada.Stream);
        }
        await using var oneMore = await hub.Connect(ada);
        Assert.Equal(CloseReasons.TooManySockets, await Within.Time(oneMore.Closed, "the end of the socket too many"));
        foreach (var client in clients)
            await client.DisposeAsync();
    }
}
