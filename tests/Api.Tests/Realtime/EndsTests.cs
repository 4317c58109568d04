using Academy.Accounts;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Api.Tests.Surroundings;
using Academy.Commands;
using Academy.Streams;

namespace Academy.Api.Tests.Realtime;

/// <summary>
/// An event that ends somebody's access is the last one that they get, on every socket, and nobody else notices.
/// </summary>
public sealed class EndsTests(HubOverFakes hub) : IClassFixture<HubOverFakes>
{
    [Fact]
    public async Task The_event_that_ends_an_access_is_the_last_on_every_socket_of_that_person()
    {
        var (ada, grace) = (Visitor.New(Role.Admin), Visitor.New(Role.Admin));
        var owner = hub.OwnerOf(ada);
        await using var phone = await hub.Connect(grace);
        await using var desk = await hub.Connect(grace);
        await using var other = await hub.Connect(ada);
        foreach (var client in new[] { phone, desk, other })
            await client.Subscribe(ada.Stream);

        owner.Commit(null, [Of(grace)], null); // One commit, so one batch: it is cut where she leaves.
        owner.Commit();

        foreach (var client in new[] { phone, desk })
        {
            await client.Expect(1, 2);
            var (target, ended) = await client.Next();
            Assert.Equal(("Ended", StreamRefusals.AccessChanged), (target, ended.GetProperty("reason").GetString()));
            await client.Invoke("Unsubscribe", "none"); // Whatever had come would have come before its answer.
            Assert.False(client.HasPush);
        }
        await other.Expect(1, 2, 3, 4);
    }

    [Fact]
    public async Task Whoever_is_back_is_not_ended_by_what_ended_him_before()
    {
        long first;
        var attempts = 0;
        do
        {
            var ada = Visitor.New(Role.Admin);
            var owner = hub.OwnerOf(ada);
            await using var client = await hub.Connect(ada);
            await client.Subscribe(ada.Stream);
            owner.Losses.Enqueue(true);
            owner.Commit([Of(ada)]); // Does not arrive: the watch fetches it when the next one shows the gap.
            var back = await client.Subscribe(ada.Stream, ("e1", 0));
            Assert.Equal(1, back.GetProperty("seq").GetInt64());
            owner.Commit();
            first = (await client.NextSeqs(1))[0];
            // Or the renewal of every two seconds was quicker, and ended the first subscription.
        } while (first == 1 && ++attempts < 5);
        Assert.Equal(2, first);
    }

    [Fact]
    public async Task Who_missed_the_event_is_ended_when_it_is_fetched()
    {
        var ada = Visitor.New(Role.Admin);
        var owner = hub.OwnerOf(ada);
        await using var client = await hub.Connect(ada);
        await client.Subscribe(ada.Stream);
        owner.Losses.Enqueue(true);
        owner.Commit([Of(ada)]);
        owner.Commit();
        await client.Expect(1);
        Assert.Equal("Ended", (await client.Next()).Target);
    }

    /// <summary>
    /// The owner said yes, then took it back while the answer was on its way: they must neither hold nor get what
    /// follows.
    /// </summary>
    [Fact]
    public async Task Who_loses_his_access_while_he_joins_is_judged_again_and_gets_nothing_meanwhile()
    {
        var (ada, grace) = (Visitor.New(Role.Admin), Visitor.New(Role.Admin));
        var owner = hub.OwnerOf(ada);
        await using var other = await hub.Connect(ada);
        await using var joining = await hub.Connect(grace);
        await other.Subscribe(ada.Stream);
        owner.OnItsWay = async () =>
        {
            owner.OnItsWay = () => Task.CompletedTask;
            owner.AudienceOf = caller => caller.User == Of(grace) ? null : Audience.Self;
            owner.Commit([Of(grace)]);
            owner.Commit();
            await other.Expect(1, 2); // So the node is past it.
        };
        Assert.Equal("refused", (await joining.Subscribe(ada.Stream)).GetProperty("verdict").GetString());
        Assert.False(joining.HasPush);
        owner.Commit();
        await other.Expect(3);
    }

    /// <summary>The same when the node was far ahead of the first answer, and the owner is asked once more.</summary>
    [Fact]
    public async Task Who_loses_his_access_between_two_answers_is_judged_again_and_gets_nothing_meanwhile()
    {
        var (ada, grace) = (Visitor.New(Role.Admin), Visitor.New(Role.Admin));
        var owner = hub.OwnerOf(ada);
        await using var other = await hub.Connect(ada);
        await using var joining = await hub.Connect(grace);
        await other.Subscribe(ada.Stream);
        owner.OnItsWay = async () =>
        {
            owner.OnItsWay = async () =>
            {
                owner.OnItsWay = () => Task.CompletedTask;
                owner.AudienceOf = caller => caller.User == Of(grace) ? null : Audience.Self;
                owner.Commit([Of(grace)]);
                owner.Commit();
                await other.Expect(41, 42);
            };
            owner.Commit(count: 40);
            await other.Expect([.. Enumerable.Range(1, 40).Select(n => (long)n)]);
        };
        Assert.Equal("refused", (await joining.Subscribe(ada.Stream)).GetProperty("verdict").GetString());
        await joining.Invoke("Unsubscribe", "none"); // Whatever had come would have come before its answer.
        Assert.False(joining.HasPush);
    }

    /// <summary>
    /// Accesses that end and begin again race with joins: whoever is told that they are in gets all that follows.
    /// </summary>
    [Fact]
    public async Task Ends_that_race_with_joins_leave_no_gap_and_nothing_after_the_end()
    {
        var ada = Visitor.New(Role.Admin);
        var owner = hub.OwnerOf(ada);
        await using var client = await hub.Connect(ada);
        using var stop = new CancellationTokenSource();
        var pause = 0;
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                owner.Commit(null, [Of(ada)], null);
                if (Volatile.Read(ref pause) is > 0 and var milliseconds)
                    await Task.Delay(milliseconds);
                else
                    await Task.Yield();
            }
        });
        var ends = 0;
        while (ends < 100)
        {
            var (id, answer) = client.NewCall();
            await client.Send(
                new
                {
                    type = 1,
                    invocationId = id,
                    target = "Subscribe",
                    arguments = new object?[] { ada.Stream, null },
                }
            );
            long seq;
            try
            {
                seq = (await Within.Time(answer, "an answer")).GetProperty("seq").GetInt64();
            }
            catch (InvalidOperationException)
            {
                while (client.HasPush)
                    await client.Next();
                // Overloaded: its access changed at every attempt. On a busy machine it might for ever.
                Volatile.Write(ref pause, pause + 1);
                continue;
            }
            var push = await client.Next();
            for (; push.Target == "Event"; push = await client.Next())
            {
                var next = push.Argument.GetProperty("seq").GetInt64();
                Assert.True(next <= seq + 1, $"{next} came after {seq}");
                seq = Math.Max(seq, next);
            }
            // On a slow machine the stream may be so far ahead that everybody has to begin anew.
            if (push.Argument.Text("reason") == StreamRefusals.Reset)
            {
                Volatile.Write(ref pause, pause + 1);
                continue;
            }
            Assert.True(seq % 3 == 2, $"The last event before {push.Argument} was {seq}.");
            Volatile.Write(ref pause, 0);
            ends++;
        }
        await stop.CancelAsync();
        await writing;
        Assert.Matches("^(A|AE)*$", client.Order);
    }

    private static UserId Of(Visitor person) => new(person.Id);
}
