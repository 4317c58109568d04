using Academy.Runtime.Clustering;
using Academy.Runtime.Tests.Support;
using Orleans;
using Orleans.Runtime;

namespace Academy.Runtime.Tests.Clustering;

/// <summary>Calls between two runtimes, when all is well.</summary>
public sealed class RemoteCallTests : IAsyncLifetime
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
    public async Task A_grain_is_called_where_its_owner_is_whoever_calls()
    {
        Assert.Equal("b", await Remote.Where().Within());
        Assert.Equal("a", await _cluster.GrainOf(A, from: B).Where().Within());
        Assert.Equal("a", await _cluster.GrainOf(A, from: A).Where().Within());
    }

    [Fact]
    public async Task Grains_of_several_processes_call_each_other() =>
        Assert.Equal("a", await Remote.Ask(_cluster.KeyOf(A)).Within());

    [Theory]
    [InlineData("argument", typeof(ArgumentException))]
    [InlineData("limit", typeof(LimitExceededException))]
    [InlineData("timeout", typeof(TimeoutException))]
    [InlineData("invalid", typeof(InvalidOperationException))]
    public async Task Exceptions_that_both_know_keep_their_type(string kind, Type type)
    {
        var exception = await Record.ExceptionAsync(() => Remote.Fail(kind).Within());
        Assert.IsType(type, exception);
        Assert.StartsWith("The message.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_exceptions_arrive_with_their_name_and_message()
    {
        var exception = await Remote.Fail("secret").Throws<OrleansException>();
        Assert.Contains(nameof(SecretException), exception.Message, StringComparison.Ordinal);
        Assert.Contains("The message.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_request_context_travels_along()
    {
        RequestContext.Set("who", "the caller");
        Assert.Equal("the caller", await Remote.Context("who").Within());
        RequestContext.Clear();
        Assert.Null(await Remote.Context("who").Within());
    }

    [Fact]
    public async Task A_cancellation_reaches_the_grain()
    {
        using var source = new CancellationTokenSource();
        var answer = Remote.HoldCancellably("gate", source.Token);
        await Ledger.Begun("gate").Opened.Within();
        Assert.False(answer.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.Within());
    }

    [Fact]
    public async Task A_call_that_was_cancelled_before_it_was_made_ends_as_cancelled() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Remote.HoldCancellably("gate", new CancellationToken(canceled: true)).Within());

    [Fact]
    public async Task A_call_that_is_not_answered_ends_in_a_time_out_and_the_grain_goes_on()
    {
        var late = await Remote.HoldBriefly("gate").Throws<TimeoutException>();
        Assert.Contains("HoldBriefly", late.Message, StringComparison.Ordinal);
        Ledger.Opening("gate").Open();
        Assert.Equal("b", await Remote.Where().Within());
    }

    [Fact]
    public async Task A_call_has_as_much_time_there_as_its_caller_gives_it()
    {
        var call = Remote.Hold(1, "gate");
        await Ledger.Begun("gate").Opened.Within();
        for (var start = B.Runtime.Clock.Now; B.Runtime.Clock.Now < start + 4;)
        {
            await Task.Delay(50);
        }

        Assert.False(call.IsCompleted);
        Ledger.Opening("gate").Open();
        Assert.Equal(1, await call.Within());
    }

    [Fact]
    public async Task A_one_way_call_arrives_and_nobody_waits_for_it()
    {
        await Remote.Tell(1).Within();
        await Ledger.Begun("told-1").Opened.Within();
        Assert.Equal(1, Ledger.CountOf(1));
        Ledger.Opening("told-1").Open();
    }

    [Fact]
    public async Task What_is_too_long_to_send_fails_at_its_caller_and_nothing_else_does()
    {
        var long17 = new byte[17 * 1024 * 1024];
        await Remote.Echo(long17).Throws<OrleansException>();
        var long3 = new byte[3 * 1024 * 1024];
        Random.Shared.NextBytes(long3);
        Assert.Equal(long3, await Remote.Echo(long3).Within());
    }

    [Fact]
    public async Task Many_calls_go_over_one_connection_at_a_time()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(it =>
            _cluster.GrainOf(B, from: A, number: it % 20).Do(it))).Within();
        Assert.All(answers, static it => Assert.Equal(1, it));
        Assert.Single(A.Router.Sessions);
        Assert.Single(B.Router.Sessions);
    }

    [Fact]
    public async Task A_client_calls_all_grains_and_hosts_none()
    {
        var client = await _cluster.AddAsync("client", MemberRole.Client);
        _cluster.Publish();
        Assert.Equal("a", await _cluster.GrainOf(A, from: client).Where().Within());
        Assert.Equal("b", await _cluster.GrainOf(B, from: client).Where().Within());
        Assert.Equal(2, client.Router.Sessions.Count);
    }

    [Fact]
    public async Task Observers_in_a_client_are_called_back_in_order()
    {
        var client = await _cluster.AddAsync("client", MemberRole.Client);
        _cluster.Publish();
        var observer = new TravellingObserver();
        var reference = client.Grains.CreateObjectReference<ITravellingObserver>(observer);
        await _cluster.GrainOf(B, from: client).Notify(reference, 900).Within();
        for (var number = 0; number < 900; number++)
        {
            Assert.Equal(number, await observer.Next.Within());
        }

        Assert.Equal(42, await _cluster.GrainOf(A, from: client).Ask(reference, 21).Within());
        GC.KeepAlive(reference);
    }

    [Fact]
    public async Task An_observer_is_the_same_one_by_whatever_way_it_comes()
    {
        var observer = A.Grains.CreateObjectReference<ITravellingObserver>(new TravellingObserver());
        var other = A.Grains.CreateObjectReference<ITravellingObserver>(new TravellingObserver());
        Assert.True(await Remote.Keep(observer).Within());
        Assert.False(await Remote.Keep(observer).Within());
        Assert.True(await Remote.Keep(other).Within());
        GC.KeepAlive(observer);
        GC.KeepAlive(other);
    }

    [Fact]
    public async Task An_observer_that_was_deleted_is_gone_for_others_too()
    {
        var observer = A.Grains.CreateObjectReference<ITravellingObserver>(new TravellingObserver());
        A.Grains.DeleteObjectReference<ITravellingObserver>(observer);
        await Remote.Ask(observer, 1).Throws<OrleansMessageRejectionException>();
    }
}
