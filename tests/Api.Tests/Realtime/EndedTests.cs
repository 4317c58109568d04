using System.Diagnostics;
using Academy.Accounts;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Streams;

namespace Academy.Api.Tests.Realtime;

/// <summary>Whatever ends a subscription, and whenever: first its answer, then its end, then nothing.</summary>
public sealed class EndedTests(HubOverFakes hub) : IClassFixture<HubOverFakes>
{
    /// <summary>
    /// Ends race with answers. A client that believes its answer must be told of the end after it, or ask in vain for
    /// ever.
    /// </summary>
    [Fact]
    public async Task An_end_never_comes_before_the_answer_that_it_ends()
    {
        var ada = Visitor.New(Role.Admin);
        await using var client = await hub.Connect(ada);
        using var stop = new CancellationTokenSource();
        var revoking = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                hub.Revoking.Take(Membership(ada, ada.Stream));
                await Task.Yield();
            }
        });
        // Until enough subscriptions held, however often the revocations won: how often is the machine's affair.
        var ends = 0;
        var since = Stopwatch.StartNew();
        while (ends < 100)
        {
            Assert.True(since.Elapsed < Within.Limit, $"Only {ends} subscriptions held within {Within.Limit}.");
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
            try
            {
                Assert.Equal("snapshot", (await Within.Time(answer, "an answer")).GetProperty("verdict").GetString());
            }
            catch (InvalidOperationException)
            {
                continue; // Overloaded: its access changed at every attempt.
            }
            // It held, so the next revocation ended it.
            Assert.Equal("Ended", (await client.Next()).Target);
            ends++;
        }
        await stop.CancelAsync();
        await revoking;
        Assert.Matches("^(A|AE)*$", client.Order);
    }

    [Fact]
    public async Task After_the_end_nothing_of_the_stream_comes()
    {
        var ada = Visitor.New(Role.Admin);
        var owner = hub.OwnerOf(ada);
        await using var client = await hub.Connect(ada);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                owner.Commit();
                await Task.Delay(1);
            }
        });
        for (var round = 0; round < 50; round++)
        {
            await client.Subscribe(ada.Stream);
            await client.NextSeqs(2);
            hub.Revoking.Take(Membership(ada, ada.Stream));
            while ((await client.Next()).Target != "Ended") { }
            await client.Invoke("Unsubscribe", "none"); // Whatever had come would have come before its answer.
            Assert.False(client.HasPush);
        }
        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task A_membership_that_ends_ends_that_stream_for_that_person_only()
    {
        var (ada, grace) = (Visitor.New(Role.Admin), Visitor.New(Role.Admin));
        await using var ended = await hub.Connect(ada);
        await using var other = await hub.Connect(grace);
        await ended.Subscribe(ada.Stream);
        await ended.Subscribe(grace.Stream);
        await other.Subscribe(ada.Stream);
        hub.OwnerOf(ada).AudienceOf = caller => caller.User.Value == ada.Id ? null : Audience.Self;

        hub.Revoking.Take(Membership(ada, ada.Stream));
        hub.OwnerOf(ada).Commit();
        hub.OwnerOf(grace).Commit();

        // Streams are in order each for itself.
        var both = new[] { await ended.Next(), await ended.Next() };
        Assert.Equal(
            [("Ended", ada.Stream), ("Event", grace.Stream)],
            both.OrderBy(push => push.Target)
                .Select(push => (push.Target, push.Argument.GetProperty("stream").GetString()!))
        );
        await other.Expect(1);
        Assert.Equal("refused", (await ended.Subscribe(ada.Stream)).GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task A_stream_that_is_closed_for_everybody_ends_for_everybody()
    {
        var (ada, grace) = (Visitor.New(Role.Admin), Visitor.New(Role.Admin));
        await using var first = await hub.Connect(ada);
        await using var second = await hub.Connect(grace);
        await first.Subscribe(ada.Stream);
        await second.Subscribe(ada.Stream);
        hub.Revoking.Take(Membership(ada, ada.Stream) with { User = null });
        Assert.Equal("Ended", (await first.Next()).Target);
        Assert.Equal("Ended", (await second.Next()).Target);
    }

    /// <summary>
    /// The owner judges by the role that the caller has when the subscription begins to hold, not when it was asked
    /// for.
    /// </summary>
    [Fact]
    public async Task A_role_that_changes_while_the_owner_is_asked_is_judged_anew()
    {
        var (ada, grace) = (Visitor.New(Role.Admin), Visitor.New());
        await using var client = await hub.Connect(ada);
        var owner = hub.OwnerOf(grace);
        owner.OnItsWay = () =>
        {
            owner.OnItsWay = () => Task.CompletedTask;
            hub.Revoking.Take(
                new(
                    OrganizationId.Default,
                    new(ada.Id),
                    Session: null,
                    Role.Student,
                    Stream: null,
                    DateTimeOffset.UnixEpoch
                )
            );
            return Task.CompletedTask;
        };
        Assert.Equal("refused", (await client.Subscribe(grace.Stream)).GetProperty("verdict").GetString());
    }

    private static Revocation Membership(Visitor person, string stream) =>
        new(OrganizationId.Default, new(person.Id), Session: null, Role: null, stream, DateTimeOffset.UnixEpoch);
}
