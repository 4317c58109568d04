using System.Threading.Channels;
using Academy.Runtime.Tests.Support;
using Orleans;
using Orleans.Runtime;

namespace Academy.Runtime.Tests;

public interface IListener : IGrainObserver
{
    void Hear(int number);

    Task Answer(int number);
}

internal sealed class Listener(Func<int, Task> hear) : IListener
{
    public async void Hear(int number) => await hear(number);

    public Task Answer(int number) => hear(number);
}

public interface IListeningGrain : IGrainWithStringKey
{
    Task<int> Heard();
}

internal sealed class ListeningGrain : Grain, IListeningGrain, IListener
{
    private int _heard;

    public void Hear(int number) => _heard = number;

    public Task Answer(int number) => Task.FromResult(_heard = number);

    public Task<int> Heard() => Task.FromResult(_heard);
}

/// <summary>Observers.</summary>
public sealed class ObserverTests
{
    private readonly Channel<int> _heard = Channel.CreateUnbounded<int>();
    private readonly Gate _gate = new();

    private Task<int> Next => _heard.Reader.ReadAsync().AsTask();

    [Fact]
    public async Task Notifications_arrive_one_at_a_time_and_in_order()
    {
        await using var runtime = new TestRuntime();
        var reference = Refer(runtime, Note);
        for (var number = 0; number < 900; number++)
        {
            reference.Hear(number);
        }

        for (var number = 0; number < 900; number++)
        {
            Assert.Equal(number, await Next.Within());
        }
    }

    [Fact]
    public async Task The_next_notification_waits_until_the_observer_has_answered()
    {
        await using var runtime = new TestRuntime();
        var reference = Refer(runtime, async number =>
        {
            await Note(number);
            await _gate.Opened;
            await Note(-number);
        });
        var answers = Task.WhenAll(reference.Answer(1), reference.Answer(2));
        Assert.Equal(1, await Next.Within());
        _gate.Open();
        await answers.Within();
        Assert.Equal(-1, await Next.Within());
        Assert.Equal(2, await Next.Within());
        Assert.Equal(-2, await Next.Within());
    }

    [Fact]
    public async Task A_failing_observer_hurts_neither_its_caller_nor_other_observers()
    {
        await using var runtime = new TestRuntime();
        var failing = runtime.Grains.CreateObjectReference<IListener>(new FailingListener());
        var other = Refer(runtime, Note);
        await runtime.Plain().Run(_ =>
        {
            failing.Hear(1);
            other.Hear(2);
            return Task.CompletedTask;
        }).Within();
        Assert.Equal(2, await Next.Within());
        Assert.IsType<FormatException>((await runtime.Logged.Next().Within()).Exception);
        await failing.Answer(3).Throws<FormatException>();
    }

    [Fact]
    public async Task A_slow_observer_holds_nobody_up_and_its_queue_is_bounded()
    {
        await using var runtime = new TestRuntime(static it => it.MailboxLimit = 10);
        var begun = new Gate();
        var slow = Refer(runtime, Scripted);
        var first = slow.Answer(0);
        await begun.Opened.Within();
        for (var number = 1; number <= 10; number++)
        {
            slow.Hear(number);
        }

        await slow.Answer(11).Throws<LimitExceededException>();
        slow.Hear(12);
        Assert.IsType<LimitExceededException>((await runtime.Logged.Next().Within()).Exception);
        _gate.Open();
        await first.Within();

        async Task Scripted(int _)
        {
            begun.Open();
            await _gate.Opened;
        }
    }

    [Fact]
    public async Task A_deleted_reference_delivers_nothing_more()
    {
        await using var runtime = new TestRuntime();
        var reference = Refer(runtime, Note);
        await reference.Answer(1).Within();
        runtime.Grains.DeleteObjectReference<IListener>(reference);
        await reference.Answer(2).Throws<OrleansMessageRejectionException>();
        Assert.Equal(1, await Next.Within());
        Assert.False(_heard.Reader.TryRead(out _));
    }

    [Fact]
    public async Task An_observer_that_never_answers_times_out()
    {
        await using var runtime = new TestRuntime();
        var reference = Refer(runtime, async number =>
        {
            await Note(number);
            await _gate.Opened;
        });
        var call = reference.Answer(1);
        await Next.Within();
        runtime.Time.Advance(TimeSpan.FromSeconds(32));
        await call.Throws<TimeoutException>();
        _gate.Open();
    }

    [Fact]
    public async Task A_grain_observes_through_its_own_reference_within_its_own_turns()
    {
        await using var runtime = new TestRuntime();
        var grain = runtime.Grains.GetGrain<IListeningGrain>("a");
        var listener = grain.AsReference<IListener>();
        listener.Hear(7);
        Assert.Equal(7, await grain.Heard().Within());
    }

    [Fact]
    public async Task Only_objects_are_referred_to_and_only_references_deleted()
    {
        await using var runtime = new TestRuntime();
        var listener = new Listener(Note);
        var reference = runtime.Grains.CreateObjectReference<IListener>(listener);
        Assert.Throws<ArgumentException>(() => runtime.Grains.CreateObjectReference<IListener>(reference));
        Assert.Throws<ArgumentException>(() => runtime.Grains.DeleteObjectReference<IListener>(listener));
    }

    private static IListener Refer(TestRuntime runtime, Func<int, Task> hear) =>
        runtime.Grains.CreateObjectReference<IListener>(new Listener(hear));

    private Task Note(int number)
    {
        _heard.Writer.TryWrite(number);
        return Task.CompletedTask;
    }

    private sealed class FailingListener : IListener
    {
        public void Hear(int number) => throw new FormatException("deaf");

        public Task Answer(int number) => throw new FormatException("deaf");
    }
}
