using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Academy.Accounts;
using Academy.Api.Authentication;
using Academy.Api.Realtime;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Commands;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Academy.Api.Tests.Realtime;

public sealed class OutgoingQueueTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly ConcurrentQueue<Frame> written = new();
    private readonly TaskCompletionSource ended = new();
    private readonly TaskCompletionSource torn = new();
    private readonly OutgoingQueue queue;
    private readonly RevocationFreshness freshness;
    private TaskCompletionSource reading = new();

    public OutgoingQueueTests()
    {
        reading.SetResult();
        freshness = new(clock);
        queue = new(Write, () => ended.TrySetResult(), () => torn.TrySetResult(), freshness, clock, Metrics());
    }

    [Fact]
    public async Task Frames_are_written_in_order()
    {
        var frames = Enumerable.Range(1, 100).Select(seq => FrameOf(seq)).ToArray();
        foreach (var frame in frames)
            queue.Send(frame);
        await Within.Holds(() => written.Count == 100, () => $"{written.Count} of 100 written");
        Assert.Equal(frames, written);
    }

    [Fact]
    public async Task While_it_is_not_known_who_may_see_it_nothing_is_written()
    {
        freshness.Begin();
        queue.Send(FrameOf(1));
        await Within.Holds(() => written.Count == 1, () => "the first was not written");
        clock.Advance(TimeSpan.FromSeconds(1));
        queue.Send(FrameOf(2));
        queue.Execute();
        Assert.Single(written);
        freshness.Confirm(clock.GetTimestamp());
        queue.Resume();
        await Within.Holds(() => written.Count == 2, () => "the second was not written");
    }

    [Fact]
    public async Task While_the_client_does_not_read_the_latest_takes_the_place_of_the_older()
    {
        StopReading();
        queue.Send(FrameOf(1));
        await Within.Holds(() => written.Count == 1, () => "the first write never began");
        var (old, latest, other, must) = (FrameOf(2), FrameOf(3), FrameOf(4), FrameOf(5));
        var (a, b) = (SubscriptionTo("leaderboard:a"), SubscriptionTo("leaderboard:b"));
        queue.SendLatest(a, old);
        queue.SendLatest(b, other);
        queue.SendLatest(a, latest);
        queue.Send(must);
        reading.SetResult();
        await Within.Holds(() => written.Count == 4, () => $"{written.Count} of 4 written");
        Assert.Equal([must, latest, other], written.Skip(1));
    }

    [Fact]
    public async Task A_full_queue_closes_the_connection_with_a_reason()
    {
        StopReading();
        queue.Send(FrameOf(1));
        await Within.Holds(() => written.Count == 1, () => "the first write never began");
        for (var i = 2; i < 40; i++)
            queue.Send(FrameOf(i, bytes: 50_000));
        reading.SetResult();
        await Within.Time(ended.Task, "the end of the connection");
        Assert.Equal(2, written.Count);
        Assert.Contains(CloseReasons.SlowConsumer, TextOf(written.Last()), StringComparison.Ordinal);
        Assert.Contains("\"allowReconnect\":true", TextOf(written.Last()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_queue_holds_its_limit_to_the_byte_and_not_one_more()
    {
        StopReading();
        queue.Send(FrameOf(1));
        await Within.Holds(() => written.Count == 1, () => "the first write never began");
        var (small, overhead) = (FrameOf(2).Length, FrameOf(9, bytes: 1_000).Length - 1_000);
        queue.Send(FrameOf(2));
        queue.Send(FrameOf(9, bytes: RealtimeLimits.QueuedBytesMax - small - overhead));
        Assert.False(torn.Task.IsCompleted || ended.Task.IsCompleted);
        reading.SetResult();
        await Within.Holds(() => written.Count == 3, () => $"{written.Count} of 3 written");

        StopReading();
        queue.Send(FrameOf(3));
        await Within.Holds(() => written.Count == 4, () => "the fourth write never began");
        queue.Send(FrameOf(2));
        queue.Send(FrameOf(9, bytes: RealtimeLimits.QueuedBytesMax - small - overhead + 1));
        reading.SetResult();
        await Within.Time(ended.Task, "the end of the connection");
        Assert.Contains(CloseReasons.SlowConsumer, TextOf(written.Last()), StringComparison.Ordinal);
    }

    /// <summary>
    /// Ended while its latest waits: neither that nor anything later is written, and others do not notice.
    /// </summary>
    [Fact]
    public async Task What_waits_of_a_subscription_that_is_stopped_is_not_written()
    {
        StopReading();
        queue.Send(FrameOf(1));
        await Within.Holds(() => written.Count == 1, () => "the first write never began");
        var (stopped, other) = (SubscriptionTo("leaderboard:a"), SubscriptionTo("leaderboard:b"));
        var (last, kept) = (FrameOf(4), FrameOf(5));
        queue.SendLatest(stopped, FrameOf(2));
        queue.SendLatest(other, kept);
        queue.Stop(stopped);
        queue.SendLatest(stopped, FrameOf(3));
        queue.Send(FrameOf(3), stopped);
        queue.Send(last);
        reading.SetResult();
        await Within.Holds(() => written.Count == 3, () => $"{written.Count} of 3 written");
        Assert.Equal([last, kept], written.Skip(1));
    }

    [Fact]
    public async Task A_signal_takes_the_place_of_an_older_one_of_its_key_and_is_not_sent_after_the_end()
    {
        StopReading();
        queue.Send(FrameOf(1));
        await Within.Holds(() => written.Count == 1, () => "the first write never began");
        var (a, b) = (SubscriptionTo("room:a"), SubscriptionTo("room:b"));
        var (typing, presence, must) = (FrameOf(3), FrameOf(4), FrameOf(6));
        queue.AddSignal(a, "typing", FrameOf(2));
        queue.AddSignal(a, "presence", presence);
        queue.AddSignal(a, "typing", typing);
        queue.AddSignal(b, "typing", FrameOf(5));
        queue.Stop(b);
        queue.Send(must);
        reading.SetResult();
        await Within.Holds(() => written.Count == 4, () => $"{written.Count} of 4 written");
        Assert.Equal([must, typing, presence], written.Skip(1));
    }

    [Fact]
    public async Task Signals_are_dropped_when_much_waits_and_nobody_is_cut_off()
    {
        StopReading();
        queue.Send(FrameOf(1));
        await Within.Holds(() => written.Count == 1, () => "the first write never began");
        var room = SubscriptionTo("room:a");
        var must = FrameOf(2, bytes: RealtimeLimits.QueuedBytesForSignals - 1_000);
        queue.Send(must);
        for (var i = 0; i < 1_000; i++)
            queue.AddSignal(room, $"{i}", FrameOf(3, bytes: 400));
        reading.SetResult();
        await Within.Holds(() => written.Count == 3, () => $"{written.Count} of 3 written");
        Assert.False(torn.Task.IsCompleted || ended.Task.IsCompleted);
    }

    [Fact]
    public async Task A_signal_of_any_size_is_sent_when_nothing_waits()
    {
        StopReading();
        queue.Send(FrameOf(1));
        await Within.Holds(() => written.Count == 1, () => "the first write never began");
        var room = SubscriptionTo("room:a");
        var large = FrameOf(2, bytes: 3 * RealtimeLimits.QueuedBytesForSignals);
        queue.AddSignal(room, "large", large);
        queue.AddSignal(room, "more", FrameOf(3));
        reading.SetResult();
        await Within.Holds(() => written.Count == 2, () => $"{written.Count} of 2 written");
        Assert.Same(large, written.Last());
    }

    [Fact]
    public async Task Who_does_not_take_the_reason_in_time_is_cut_off_all_the_same()
    {
        StopReading();
        queue.Send(FrameOf(1));
        await Within.Holds(() => written.Count == 1, () => "the first write never began");
        queue.Close(CloseReasons.SessionEnded, mayReconnect: false);
        clock.Advance(RealtimeLimits.Farewell - TimeSpan.FromMilliseconds(1));
        Assert.False(torn.Task.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(torn.Task.IsCompleted);
    }

    [Fact]
    public async Task A_frame_larger_than_the_queue_is_sent_when_nothing_waits()
    {
        queue.Send(FrameOf(1, bytes: RealtimeLimits.QueuedBytesMax * 2));
        await Within.Holds(() => written.Count == 1, () => "nothing was written");
        Assert.False(torn.Task.IsCompleted);
    }

    internal static RealtimeMetrics Metrics() =>
        new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());

    internal static Frame FrameOf(long seq, int bytes = 0) =>
        Frame.OfEvents(
            "user:x",
            "e",
            [
                new StreamMessage(
                    seq,
                    "t",
                    DateTimeOffset.UnixEpoch,
                    Encoding.UTF8.GetBytes($"\"{new string('x', bytes)}\"")
                ),
            ]
        );

    private Subscription SubscriptionTo(string stream)
    {
        var ada = new Caller(OrganizationId.Default, new UserId(Guid.Empty), Role.Student);
        return new(new Socket("1", ada, default, new CallRateLimit(clock), queue), default, kind: null!, stream, null!);
    }

    private static string TextOf(Frame frame) =>
        Encoding.UTF8.GetString(
            frame.Message.GetSerializedMessage(new Microsoft.AspNetCore.SignalR.Protocol.JsonHubProtocol()).Span
        );

    private void StopReading() => reading = new();

    private async ValueTask Write(Frame frame)
    {
        written.Enqueue(frame);
        await reading.Task;
    }
}
