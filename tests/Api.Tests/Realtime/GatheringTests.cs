using Academy.Api.Realtime;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Streams;

namespace Academy.Api.Tests.Realtime;

public sealed class GatheringTests
{
    private readonly ManualClock clock = new();
    private readonly List<string> pushes = [];
    private readonly Gathering gathering;

    public GatheringTests()
    {
        gathering = new(clock, (epoch, messages) => pushes.Add($"{epoch}: {string.Join(' ', messages.ToArray().Select(m => m.Seq))}"));
        clock.Advance(Gathering.Interval);
    }

    [Fact]
    public void After_a_rest_a_message_goes_at_once()
    {
        Add(1);
        clock.Advance(Gathering.Interval);
        Add(2, 3);
        Assert.Equal(["a: 1", "a: 2 3"], pushes);
    }

    [Fact]
    public void What_follows_within_the_interval_goes_together_at_its_end()
    {
        Add(1);
        Add(2);
        Add(3, 4);
        clock.Advance(Gathering.Interval / 2);
        Add(5);
        Assert.Equal(["a: 1"], pushes);
        clock.Advance(Gathering.Interval / 2);
        Assert.Equal(["a: 1", "a: 2 3 4 5"], pushes);
        // And it is counted from then.
        Add(6);
        Assert.Equal(2, pushes.Count);
        clock.Advance(Gathering.Interval);
        Assert.Equal("a: 6", pushes[^1]);
    }

    [Fact]
    public void Much_does_not_wait()
    {
        Add(1);
        gathering.Add("a", [Message(2, 40_000)]);
        Assert.Single(pushes);
        gathering.Add("a", [Message(3, 40_000)]);
        Assert.Equal(["a: 1", "a: 2 3"], pushes);
    }

    [Fact]
    public void Messages_of_two_epochs_never_go_together()
    {
        Add(8);
        Add(9);
        gathering.Add("b", [Message(1)]);
        Assert.Equal(["a: 8", "a: 9"], pushes);
        clock.Advance(Gathering.Interval);
        Assert.Equal("b: 1", pushes[^1]);
    }

    [Fact]
    public void What_waits_can_be_sent_now_and_is_sent_once()
    {
        Add(1);
        Add(2);
        gathering.Flush();
        gathering.Flush();
        clock.Advance(Gathering.Interval);
        Assert.Equal(["a: 1", "a: 2"], pushes);
    }

    private static StreamMessage Message(long seq, int bytes = 10) => new(seq, "test.happened", default, new byte[bytes]);

    private void Add(params long[] seqs) => gathering.Add("a", Array.ConvertAll(seqs, seq => Message(seq)));
}
