using Academy.Accounts;
using Academy.Api.Realtime;
using Academy.Api.Tests.Realtime.Surroundings;

namespace Academy.Api.Tests.Realtime;

/// <summary>Signals: what matters only now.</summary>
public sealed class SignalTests(HubOverFakes hub) : IClassFixture<HubOverFakes>
{
    [Fact]
    public async Task A_signal_reaches_every_subscriber_and_is_encoded_once()
    {
        var ada = Visitor.New(Role.Admin);
        await using var first = await hub.Connect(ada);
        await using var second = await hub.Connect(ada);
        await using var elsewhere = await hub.Connect(ada);
        await first.Subscribe(ada.Stream);
        await second.Subscribe(ada.Stream);
        var encoded = hub.Metrics.Encodings;

        hub.OwnerOf(ada).Signal("typing", """{"count":1}""");

        foreach (var client in new[] { first, second })
        {
            var (target, signal) = await client.Next();
            Assert.Equal(
                (
                    "Signal",
                    $$$"""{"stream":"{{{ada.Stream}}}","type":"tests.signalled","at":"1970-01-01T00:00:00.000Z","data":{"count":1}}"""
                ),
                (target, signal.GetRawText())
            );
        }
        Assert.Equal(encoded + 1, hub.Metrics.Encodings);
        await elsewhere.Invoke("Unsubscribe", "none");
        Assert.False(elsewhere.HasPush);
    }

    [Fact]
    public async Task Signals_do_not_disturb_the_numbers_of_events()
    {
        var ada = Visitor.New(Role.Admin);
        var owner = hub.OwnerOf(ada);
        await using var client = await hub.Connect(ada);
        await client.Subscribe(ada.Stream);
        for (var i = 0; i < 50; i++)
        {
            owner.Commit();
            owner.Signal($"{i}", "{}");
        }
        var seqs = new List<long>();
        while (seqs.Count < 50)
        {
            var (target, argument) = await client.Next();
            if (target == "Event")
                seqs.Add(argument.GetProperty("seq").GetInt64());
        }
        Assert.Equal(Enumerable.Range(1, 50).Select(n => (long)n), seqs);
    }

    [Fact]
    public async Task After_the_end_no_signal_comes()
    {
        var ada = Visitor.New(Role.Admin);
        var owner = hub.OwnerOf(ada);
        await using var other = await hub.Connect(ada);
        await using var client = await hub.Connect(ada);
        using var stop = new CancellationTokenSource();
        var signalling = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                owner.Signal($"{i % 3}", "{}");
                await Task.Delay(1);
            }
        });
        for (var round = 0; round < 30; round++)
        {
            await client.Subscribe(ada.Stream);
            while ((await client.Next()).Target != "Signal") { }
            owner.Commit([new UserId(ada.Id)]);
            while ((await client.Next()).Target != "Ended") { }
            await client.Invoke("Unsubscribe", "none"); // Whatever had come would have come before its answer.
            Assert.False(client.HasPush);
        }
        await stop.CancelAsync();
        await signalling;
    }

    /// <summary>
    /// Whoever does not read is not cut off because of signals: they get neither them nor old ones.
    /// </summary>
    [Fact]
    public async Task Who_is_behind_gets_no_signals_and_is_not_cut_off_by_them()
    {
        var ada = Visitor.New(Role.Admin);
        var owner = hub.OwnerOf(ada);
        await using var slow = await hub.Connect(ada, reads: false);
        await using var quick = await hub.Connect(ada);
        var (id, _) = slow.NewCall();
        await slow.Send(
            new
            {
                type = 1,
                invocationId = id,
                target = "Subscribe",
                arguments = new object?[] { ada.Stream, null },
            }
        );
        await quick.Subscribe(ada.Stream);
        await Within.Holds(() => owner.Joins >= 2, () => "both joins");
        var text = new string('x', 10_000);
        for (var i = 0; i < 2_000; i++)
            owner.Signal($"{i}", $"\"{text}\""); // 20 MB; cut off would be at 1 MB that waits.
        owner.Commit();
        while ((await quick.Next()).Target != "Event") { }
        slow.BeginReading();
        var signals = 0;
        while ((await slow.Next()).Target != "Event")
            signals++;
        Assert.True(signals < 2_000, "Nothing was dropped: the test tests nothing.");
        Assert.False(slow.Closed.IsCompleted);
    }
}
