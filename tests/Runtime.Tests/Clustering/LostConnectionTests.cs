using Academy.Runtime.Calls;
using Academy.Runtime.Clustering;
using Academy.Runtime.Clustering.Routing;
using Academy.Runtime.Serialization;
using Academy.Runtime.Tests.Support;
using Orleans.Runtime;

namespace Academy.Runtime.Tests.Clustering;

/// <summary>What becomes of calls when connections and processes do not last.</summary>
public sealed class LostConnectionTests : IAsyncLifetime
{
    private TestCluster _cluster = null!;

    private TestNode A => _cluster.Nodes[0];

    private TestNode B => _cluster.Nodes[1];

    private Ledger Ledger => _cluster.Ledger;

    /// <summary>A grain in B, as A sees it.</summary>
    private ITravellingGrain Remote => _cluster.GrainOf(B, from: A);

    public async Task InitializeAsync() => _cluster = await TestCluster.StartAsync("a", "b");

    public Task DisposeAsync() => _cluster.DisposeAsync().AsTask();

    [Fact]
    public async Task A_call_that_was_sent_when_the_connection_broke_has_an_unknown_outcome()
    {
        var call = Remote.Hold(1, "gate");
        await Ledger.Begun("gate").Opened.Within();
        B.Cut();
        var unknown = await call.Throws<OutcomeUnknownException>();
        Assert.Contains("Hold", unknown.Message, StringComparison.Ordinal);
        Assert.Equal(1, Ledger.CountOf(1));
        Ledger.Opening("gate").Open();
        Assert.Equal(1, await Remote.Do(2).Within());
    }

    [Fact]
    public async Task A_call_that_only_reads_is_repeated_after_the_connection_broke()
    {
        var call = Remote.HoldReading(1, "gate");
        await Ledger.Begun("gate").Opened.Within();
        B.Cut();
        Ledger.Opening("gate").Open();
        Assert.Equal(2, await call.Within());
    }

    [Fact]
    public async Task A_call_that_waits_for_its_turn_there_is_repeated_if_its_id_makes_that_safe()
    {
        var before = Remote.Hold(1, "gate");
        await Ledger.Begun("gate").Opened.Within();
        var call = Remote.DoOnce(new CallId(2));
        B.Cut();
        await before.Throws<OutcomeUnknownException>();
        Ledger.Opening("gate").Open();
        Assert.InRange(await call.Within(), 1, 2);
    }

    [Fact]
    public async Task A_call_to_a_process_that_is_not_connected_yet_is_sent_when_it_is()
    {
        var c = await _cluster.AddAsync("c");
        // A knows of c; c does not dial and A is told a wrong port first.
        var real = c.Address;
        c.Membership.Self = real with { Port = 1 };
        _cluster.Publish();
        var call = _cluster.GrainOf(c, from: A).Do(1);
        await Task.Delay(100);
        Assert.False(call.IsCompleted);
        c.Membership.Self = real;
        _cluster.Publish();
        Assert.Equal(1, await call.Within());
    }

    [Fact]
    public async Task A_member_that_cannot_be_reached_is_suspected()
    {
        var c = await _cluster.AddAsync("c");
        c.Membership.Self = c.Address with { Port = 1 };
        _cluster.Publish(to: [A]);
        await Until(() => A.Membership.Suspected.Contains(c.Address));
    }

    [Fact]
    public async Task A_member_whose_connection_breaks_is_suspected()
    {
        await Remote.Where().Within();
        B.Cut();
        await Until(() => A.Membership.Suspected.Contains(B.Address));
    }

    [Fact]
    public async Task A_call_to_a_grain_whose_process_dies_goes_to_the_next_owner()
    {
        var key = _cluster.KeyOf(B);
        var grain = A.Grains.GetGrain<ITravellingGrain>(key);
        Assert.Equal("b", await grain.Where().Within());
        await B.DisposeAsync();
        var call = grain.Where();
        _cluster.Publish(members: [A], to: [A]);
        Assert.Equal("a", await call.Within());
    }

    [Fact]
    public async Task A_process_that_is_no_member_any_more_is_not_waited_for()
    {
        var call = Remote.Hold(1, "gate");
        await Ledger.Begun("gate").Opened.Within();
        var reading = Remote.HoldReading(2, "other");
        // B hangs: its connection stands, but it is out of the view.
        _cluster.Publish(members: [A], to: [A]);
        await call.Throws<OutcomeUnknownException>();
        Ledger.Opening("other").Open();
        Assert.InRange(await reading.Within(), 1, 2);
        Ledger.Opening("gate").Open();
    }

    [Fact]
    public async Task A_caller_with_an_old_view_is_told_and_finds_the_owner()
    {
        var c = await _cluster.AddAsync("c");
        var view = _cluster.Publish(to: [B, c]);
        // A still believes that B owns what c owns by now.
        var key = Enumerable.Range(0, 10_000).Select(static it => $"grain-{it}").First(it =>
            view.OwnerOf(GrainId.Create("travelling", it)) == c.Address
            && A.Membership.View.OwnerOf(GrainId.Create("travelling", it)) == B.Address);
        A.Membership.Prepare(view);
        Assert.Equal("c", await A.Grains.GetGrain<ITravellingGrain>(key).Where().Within());
        Assert.Equal(view.Version, A.Membership.View.Version);
    }

    [Fact]
    public async Task A_one_way_call_to_the_wrong_process_is_sent_on()
    {
        var c = await _cluster.AddAsync("c");
        var view = _cluster.Publish(to: [B, c]);
        var key = Enumerable.Range(0, 10_000).Select(static it => $"grain-{it}").First(it =>
            view.OwnerOf(GrainId.Create("travelling", it)) == c.Address
            && A.Membership.View.OwnerOf(GrainId.Create("travelling", it)) == B.Address);
        await A.Grains.GetGrain<ITravellingGrain>(key).Tell(1).Within();
        await Ledger.Begun("told-1").Opened.Within();
        Ledger.Opening("told-1").Open();
    }

    [Fact]
    public async Task An_owner_that_may_not_activate_yet_lets_its_callers_wait()
    {
        B.Membership.IsSettled = false;
        var remote = Remote.Do(1);
        var local = _cluster.GrainOf(B, from: B).Do(2);
        await Until(() => B.Router.WaitingCalls == 2);
        Assert.Equal(0, Ledger.CountOf(1) + Ledger.CountOf(2));
        B.Membership.Settle();
        Assert.Equal(1, await remote.Within());
        Assert.Equal(1, await local.Within());
    }

    [Fact]
    public async Task Without_any_owner_calls_wait_until_their_time_is_over()
    {
        var lonely = await _cluster.AddAsync("lonely", limits: static it => it.CallTimeout = TimeSpan.FromMilliseconds(300));
        _cluster.Publish(members: [], to: [lonely]);
        await lonely.Grains.GetGrain<ITravellingGrain>("grain").Where().Throws<TimeoutException>();
    }

    [Fact]
    public async Task Only_so_many_calls_wait()
    {
        var lonely = await _cluster.AddAsync("lonely", configure: static it => it.WaitingCalls = 10);
        _cluster.Publish(members: [], to: [lonely]);
        var grain = lonely.Grains.GetGrain<ITravellingGrain>("grain");
        var waiting = Enumerable.Range(0, 10).Select(_ => grain.Where()).ToArray();
        await grain.Where().Throws<LimitExceededException>();
        _cluster.Publish(members: [lonely], to: [lonely]);
        Assert.All(await Task.WhenAll(waiting).Within(), static it => Assert.Equal("lonely", it));
    }

    [Fact]
    public async Task Only_so_many_calls_are_under_way_on_a_connection()
    {
        var client = await _cluster.AddAsync("client", MemberRole.Client, configure: static it => it.Limits.CallsInFlight = 10);
        _cluster.Publish();
        var grain = _cluster.GrainOf(B, from: client);
        var held = Enumerable.Range(0, 10).Select(_ => grain.Hold(1, "gate")).ToArray();
        await Ledger.Begun("gate").Opened.Within();
        await grain.Where().Throws<LimitExceededException>();
        Ledger.Opening("gate").Open();
        await Task.WhenAll(held).Within();
        Assert.Equal("b", await grain.Where().Within());
    }

    [Fact]
    public async Task Notifications_for_a_process_that_is_gone_are_dropped()
    {
        var client = await _cluster.AddAsync("client", MemberRole.Client);
        _cluster.Publish();
        var observer = client.Grains.CreateObjectReference<ITravellingObserver>(new TravellingObserver());
        var grain = _cluster.GrainOf(B, from: client);
        Assert.True(await grain.Keep(observer).Within());
        await client.StopAsync();
        _cluster.Publish(members: [A, B], to: [A, B]);
        await Remote.Where().Within();
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task A_process_that_says_goodbye_is_not_suspected()
    {
        await Remote.Where().Within();
        await B.StopAsync();
        await Until(() => A.Router.Sessions.Count == 0);
        Assert.Empty(A.Membership.Suspected);
        await _cluster.GrainOf(A, from: B).Where().Throws<SiloUnavailableException>();
    }

    [Fact]
    public async Task A_process_that_stops_answers_what_it_began_and_leaves_the_rest_to_others()
    {
        var calls = 0;
        using var over = new CancellationTokenSource();
        var grain = Remote;
        var callers = Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                // Somewhere, once, and nobody is told that he cannot know.
                Assert.Equal(1, await grain.Do(Interlocked.Increment(ref calls)));
            }
        })).ToArray();
        await Until(() => Volatile.Read(ref calls) > 1_000);
        await B.StopAsync();
        _cluster.Publish(members: [A], to: [A]);
        var stopped = Volatile.Read(ref calls);
        await Until(() => Volatile.Read(ref calls) > stopped + 1_000);
        await over.CancelAsync();
        await Task.WhenAll(callers).Within();
    }

    [Fact]
    public async Task A_call_that_cannot_be_sent_on_fails_alone_and_those_behind_it_go_on()
    {
        var again = new List<string>();
        using var room = new WaitingRoom(10, TimeProvider.System, call =>
        {
            lock (again)
            {
                again.Add(call.Target.Key);
            }

            if (call.Target.Key == "bad")
            {
                throw new InvalidOperationException("A bad one.");
            }
        });
        var bad = new FakeRequest();
        foreach (var (key, request) in new[] { ("bad", bad), ("good", new FakeRequest()), ("late", new FakeRequest()) })
        {
            var target = new GrainReference(new ProxyOrigin(A.Runtime, key, grainClass: null, mailbox: null));
            Assert.True(room.TryAdd(new RemoteCall(target, request, int.MaxValue)));
            if (key == "good")
            {
                await bad.Answer.Throws<InvalidOperationException>();
            }
        }

        await Until(() => again.Contains("late"));
        Assert.Equal(["bad", "good", "late"], again);
    }

    private sealed class FakeRequest : ActionRequest
    {
        private static readonly GrainMethod Fake = new("Fake", "Fake", CallOptions.None);

        public override GrainMethod Method => Fake;

        public override void WriteArguments(ref WireWriter writer) { }

        protected override ValueTask Invoke(object target) => default;
    }

    private static async Task Until(Func<bool> condition,
        [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string what = "")
    {
        for (var attempts = 0; !condition(); attempts++)
        {
            Assert.True(attempts < 3_000, $"Waited in vain for: {what}");
            await Task.Delay(10);
        }
    }
}
