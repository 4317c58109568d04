using Academy.Accounts;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Identifiers;
using Academy.Streams;
using Academy.Streams.Receiving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Orleans;
using Orleans.Streams;

namespace Academy.Api.Tests.Realtime;

/// <summary>The stream provider <c>journal</c> over an owner in memory.</summary>
public sealed class JournalStreamTests : IAsyncDisposable
{
    private static readonly WatchedStream Ada = new(
        OrganizationId.Default,
        new StreamName("user", "0190b6e0-7c1e-7000-8000-000000000001"),
        Audience.Self
    );

    private readonly FakeTimeProvider clock = new();
    private readonly FakeGrains grains = new();
    private readonly ServiceProvider services;
    private readonly FakeOwner owner;
    private readonly IAsyncStream<StreamMessage> stream;

    public JournalStreamTests()
    {
        services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IGrainFactory>(grains)
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton<IdSource>()
            .AddKindsOfTheAcademy()
            .AddJournalStreams()
            .BuildServiceProvider();
        owner = grains.Owner("user", Ada.Name.OwnerKey(Ada.Organization));
        stream = services
            .GetRequiredKeyedService<IStreamProvider>(JournalStream.Provider)
            .GetStream<StreamMessage>(JournalStream.IdOf(Ada));
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    [Fact]
    public void A_watched_stream_and_its_name_are_the_same()
    {
        Assert.True(JournalStream.TryParse(JournalStream.IdOf(Ada), out var parsed));
        Assert.Equal(Ada, parsed);
        Assert.Equal("user/academy/0190b6e0-7c1e-7000-8000-000000000001@self", JournalStream.IdOf(Ada).ToString());
    }

    [Fact]
    public async Task Messages_reach_a_subscriber_in_order_and_once()
    {
        var observer = await Subscribe(after: 0);
        owner.Commit();
        owner.Commit(count: 3);
        owner.Repeat(2);
        owner.Commit();
        await observer.Until("1 2 3 4 5");
    }

    [Fact]
    public async Task A_subscription_that_begins_in_the_past_gets_what_it_missed_first()
    {
        owner.Commit(count: 4);
        var observer = await Subscribe(after: 1);
        owner.Commit();
        await observer.Until("2 3 4 5");
    }

    [Fact]
    public async Task A_second_subscription_may_begin_further_in_the_past_than_the_watch()
    {
        owner.Commit(count: 4);
        var first = await Subscribe(after: 4);
        var second = await Subscribe(after: 1);
        owner.Commit();
        await first.Until("5");
        await second.Until("2 3 4 5");
        Assert.Equal(1, owner.WatcherCount);
    }

    [Fact]
    public async Task What_is_published_while_the_first_watch_is_asked_for_arrives_once()
    {
        owner.OnItsWay = () =>
        {
            owner.OnItsWay = () => Task.CompletedTask;
            owner.Commit(count: 2);
            return Task.CompletedTask;
        };
        var observer = await Subscribe(after: 0);
        await observer.Until("1 2");
    }

    [Fact]
    public async Task A_lost_message_is_fetched_when_the_next_one_arrives()
    {
        var observer = await Subscribe(after: 0);
        owner.Losses.Enqueue(true);
        owner.Commit(count: 2);
        owner.Commit();
        await observer.Until("1 2 3");
    }

    [Fact]
    public async Task Messages_beyond_a_gap_wait_for_what_fills_it()
    {
        var observer = await Subscribe(after: 0);
        var answer = new TaskCompletionSource();
        owner.OnItsWay = () => answer.Task;
        owner.Losses.Enqueue(true);
        owner.Commit();
        owner.Commit(); // The gap shows; the owner's answer covers up to here.
        await Within.Holds(() => owner.Watches == 2, () => $"{owner.Watches} watches instead of 2");
        owner.Commit();
        Assert.Equal("", observer.Told);
        answer.SetResult();
        await observer.Until("1 2 3");
        Assert.Equal(2, owner.Watches);
    }

    [Fact]
    public async Task A_lost_last_message_shows_with_the_next_renewal()
    {
        await StartRenewing();
        var observer = await Subscribe(after: 0);
        owner.Losses.Enqueue(true);
        owner.Commit();
        clock.Advance(WatchLimits.Renewal);
        await observer.Until("1");
    }

    [Fact]
    public async Task An_owner_that_was_activated_anew_is_watched_again()
    {
        await StartRenewing();
        var observer = await Subscribe(after: 0);
        owner.Reactivate();
        owner.Commit();
        clock.Advance(WatchLimits.Renewal);
        await observer.Until("1");
        owner.Commit();
        await observer.Until("1 2");
    }

    [Fact]
    public async Task Another_epoch_resets_the_subscription_and_it_goes_on_from_there()
    {
        await StartRenewing();
        owner.Commit(count: 5);
        var observer = await Subscribe(after: 5);
        owner.Restore("e2", keep: 3);
        clock.Advance(WatchLimits.Renewal);
        await observer.Until("reset e2:3");
        owner.Commit();
        await observer.Until("reset e2:3 4");
    }

    [Fact]
    public async Task Who_begins_too_far_in_the_past_is_reset()
    {
        owner.Commit(count: ResumeLimits.EventsMax + 1);
        var observer = await Subscribe(after: 0);
        await observer.Until($"reset e1:{ResumeLimits.EventsMax + 1}");
    }

    [Fact]
    public async Task An_owner_that_cannot_be_asked_is_asked_again()
    {
        await StartRenewing();
        var observer = await Subscribe(after: 0);
        owner.OnItsWay = () => throw new TimeoutException("The owner does not answer.");
        owner.Losses.Enqueue(true);
        owner.Commit();
        clock.Advance(WatchLimits.Renewal);
        await Within.Holds(() => owner.Watches >= 2, () => "the watch was not renewed");
        Assert.Equal("", observer.Told);
        owner.OnItsWay = () => Task.CompletedTask;
        // The renewal that failed may still be ending when the next one is due: then it is the one after that.
        var told = observer.Until("1");
        await Within.Holds(
            () =>
            {
                clock.Advance(WatchLimits.Renewal);
                return told.IsCompleted;
            },
            () => "the owner was not asked again"
        );
        await told;
    }

    [Fact]
    public async Task A_message_that_its_owner_does_not_know_is_not_waited_for()
    {
        var observer = await Subscribe(after: 0);
        owner.Publish(seq: 9);
        await Within.Holds(() => owner.Watches >= 2, () => "the owner was not asked");
        owner.Commit();
        await observer.Until("1");
        Assert.InRange(owner.Watches, 2, 20);
    }

    [Fact]
    public async Task Of_a_versioned_view_the_latest_is_enough()
    {
        await StartRenewing();
        var watched = Ada with { Name = new("leaderboard", "all"), Audience = Audience.Member };
        var board = grains.Owner("leaderboard", "academy/all");
        var observer = new RecordingObserver();
        await services
            .GetRequiredKeyedService<IStreamProvider>(JournalStream.Provider)
            .GetStream<StreamMessage>(JournalStream.IdOf(watched))
            .SubscribeAsync(observer, From(0));
        board.Losses.Enqueue(true);
        board.Commit();
        board.Commit();
        await observer.Until("2");
        board.Losses.Enqueue(true);
        board.Commit();
        clock.Advance(WatchLimits.Renewal);
        await observer.Until("2 3");
    }

    [Fact]
    public async Task A_slow_subscriber_delays_nobody()
    {
        var pace = new TaskCompletionSource();
        var slow = await Subscribe(after: 0);
        slow.Pace = pace.Task;
        var quick = await Subscribe(after: 0);
        for (var i = 0; i < 5; i++)
            owner.Commit();
        await quick.Until("1 2 3 4 5");
        Assert.Equal("1", slow.Told);
        pace.SetResult();
        await slow.Until("1 2 3 4 5");
    }

    [Fact]
    public async Task The_owner_hears_some_time_after_the_last_subscriber_left()
    {
        await StartRenewing();
        var observer = new RecordingObserver();
        var handle = await stream.SubscribeAsync(observer, From(0));
        await handle.UnsubscribeAsync();
        clock.Advance(WatchLimits.Renewal);
        Assert.Equal(1, owner.WatcherCount);
        clock.Advance(TimeSpan.FromSeconds(15));
        await Within.Holds(() => owner.WatcherCount == 0, () => "the owner still has a watcher");
        owner.Commit();
        Assert.Equal("", observer.Told);

        var again = await Subscribe(after: 0);
        owner.Commit();
        await again.Until("1 2");
    }

    [Fact]
    public async Task A_stream_without_an_owner_is_refused()
    {
        var nobody = services
            .GetRequiredKeyedService<IStreamProvider>(JournalStream.Provider)
            .GetStream<StreamMessage>(JournalStream.IdOf(Ada with { Name = new("account", "1") }));
        await Assert.ThrowsAsync<StreamEndedException>(() => nobody.SubscribeAsync(new RecordingObserver(), From(0)));
    }

    private async Task<RecordingObserver> Subscribe(long after)
    {
        var observer = new RecordingObserver();
        await Within.Time(stream.SubscribeAsync(observer, From(after)), "the subscription");
        return observer;
    }

    private async Task StartRenewing()
    {
        foreach (var service in services.GetServices<IHostedService>())
            await service.StartAsync(default);
    }

    private static JournalToken From(long seq) => new(new StreamCursor("e1", seq));
}
