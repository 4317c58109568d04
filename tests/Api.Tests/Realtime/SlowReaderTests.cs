using Academy.Accounts;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Streams;

namespace Academy.Api.Tests.Realtime;

/// <summary>Whoever does not read fills their own queue and nobody else's.</summary>
[Collection(DeliveryAllocationTests.Name)]
[Trait(Tier.Name, Tier.Slow)]
public sealed class SlowReaderTests(HubOverFakes hub) : IClassFixture<HubOverFakes>
{
    private const int Slow = 50,
        Keen = 50;
    private const int EventBytes = 20_000;

    [Fact]
    public async Task Fifty_that_do_not_read_are_cut_off_while_fifty_go_on_and_resume_without_a_gap()
    {
        var ada = Visitor.New(Role.Admin);
        var owner = hub.OwnerOf(ada);
        var slow = await Join(Slow, reads: false);
        var keen = await Join(Keen, reads: true);
        await Within.Holds(
            () => hub.Metrics.Subscriptions == Slow + Keen,
            () => $"{hub.Metrics.Subscriptions} subscribed"
        );
        var open = hub.Metrics.Connections;
        var memory = GC.GetTotalMemory(forceFullCollection: true);

        var committed = 0;
        for (; hub.Metrics.Connections > open - Slow; committed++)
        {
            Assert.True(
                committed < 2_000,
                $"{Slow + hub.Metrics.Connections - open} of {Slow} that do not read are still connected."
            );
            owner.Commit(bytes: EventBytes);
            foreach (var client in keen)
                await client.Expect(committed + 1);
        }
        Assert.Equal(Keen, hub.Metrics.Subscriptions);

        // The queues shared their frames, and are gone with their connections. (The owner of this test keeps its
        // events.)
        var grown = GC.GetTotalMemory(forceFullCollection: true) - memory - (long)committed * EventBytes;
        Assert.True(grown < 50L << 20, $"{grown >> 20} MB more than before");

        // What had reached them is in order; where it ends they resume.
        owner.Commit();
        foreach (var client in slow)
        {
            client.BeginReading();
            await Within.Time(client.Closed, "the end of a connection that was cut off");
            var last = 0L;
            while (client.HasPush)
            {
                var seq = (await client.NextSeqs(1))[0];
                Assert.Equal(last + 1, seq);
                last = seq;
            }
            await using var again = await hub.Connect(Sitting(ada));
            var answer = await again.Subscribe(ada.Stream, ("e1", last));
            if (answer.GetProperty("verdict").GetString() == "snapshot")
            {
                // The sooner it was cut off, the more has come since: more than a resume may have is a snapshot.
                Assert.True(
                    (owner.Head - last) * EventBytes > ResumeLimits.BytesMax - EventBytes,
                    $"{last} of {owner.Head} would be resumed"
                );
                Assert.Equal(owner.Head, answer.GetProperty("seq").GetInt64());
                continue;
            }
            Assert.Equal(
                Enumerable.Range(1, (int)(owner.Head - last)).Select(n => last + n),
                answer.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("seq").GetInt64())
            );
        }
        foreach (var client in keen)
            await client.DisposeAsync();

        // A session has a limit of sockets.
        static Visitor Sitting(Visitor person) => Visitor.New(Role.Admin) with { Id = person.Id };

        async Task<HubClient[]> Join(int count, bool reads)
        {
            var clients = new HubClient[count];
            for (var i = 0; i < count; i++)
            {
                clients[i] = await hub.Connect(Sitting(ada), reads);
                if (reads)
                    await clients[i].Subscribe(ada.Stream);
                else
                    await clients[i]
                        .Send(
                            new
                            {
                                type = 1,
                                invocationId = clients[i].NewCall().Id,
                                target = "Subscribe",
                                arguments = new object?[] { ada.Stream, null },
                            }
                        );
            }
            return clients;
        }
    }
}
