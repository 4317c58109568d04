using System.Net;
using Academy.Journal;
using Academy.Silo.Clustering;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;

namespace Academy.Grains.Tests.Clustering;

/// <summary>What an activation waits for, and which fences fall.</summary>
public sealed class FenceKeeperTests
{
    private readonly Asked standing = new();
    private readonly Removed fences = new();
    private readonly FenceKeeper keeper;

    public FenceKeeperTests() => keeper = new(standing, fences, new Details(), NullLogger<FenceKeeper>.Instance);

    [Fact]
    public async Task An_activation_is_told_what_was_asked_after_it_began_and_shares_the_question_with_its_neighbours()
    {
        var first = keeper.AreFencedAsync();
        var asked = await standing.NextAsync();
        // These begin while it is being answered: it may already be of before.
        var (second, third) = (keeper.AreFencedAsync(), keeper.AreFencedAsync());
        asked.SetResult([]);
        await first;
        Assert.False(second.IsCompleted);
        (await standing.NextAsync()).SetResult([]);
        await Task.WhenAll(second, third);
        Assert.Equal(2, standing.Questions);
    }

    [Theory]
    [InlineData("10.0.0.2:1@1", 1, true, false)] // a living member, whatever its lease
    [InlineData("10.0.0.2:1@1", 3, false, true)] // dead: its lease is waited for
    [InlineData("10.0.0.2:1@1", 2, false, false)] // it stops, and may still write
    [InlineData("10.0.0.2:1@1", 2, true, true)]
    [InlineData("10.0.0.2:1@1", 0, false, false)] // it has not joined yet
    [InlineData("10.0.0.2:1@1", 0, true, true)] // and never will
    [InlineData("silo", 0, false, true)] // a process that was alone here, before
    [InlineData("10.0.0.1:1@1", 3, true, false)] // this silo itself
    public async Task A_fence_falls_when_nobody_living_stands_behind_it(
        string silo,
        int member,
        bool hasLeaseEnded,
        bool falls
    )
    {
        var fenced = keeper.AreFencedAsync();
        (await standing.NextAsync()).SetResult([new(new(silo, 1), (MemberStanding)member, hasLeaseEnded)]);
        await fenced;
        Assert.Equal(falls ? [silo] : [], fences.Silos);
    }

    [Fact]
    public async Task Whoever_asks_while_a_lease_is_waited_for_waits_too_and_holds_up_nobody_else()
    {
        fences.Ends = new();
        var first = keeper.AreFencedAsync();
        (await standing.NextAsync()).SetResult([new(new("10.0.0.2:1@1", 1), MemberStanding.Dead, false)]);
        var second = keeper.AreFencedAsync();
        (await standing.NextAsync()).SetResult([new(new("10.0.0.2:1@1", 1), MemberStanding.Dead, false)]);
        Assert.False(first.IsCompleted || second.IsCompleted);
        fences.Ends.SetResult();
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task A_question_that_fails_fails_who_waits_for_it_and_the_next_is_asked_anew()
    {
        var first = keeper.AreFencedAsync();
        (await standing.NextAsync()).SetException(new JournalUnavailableException("away"));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => first);
        var second = keeper.AreFencedAsync();
        (await standing.NextAsync()).SetResult([]);
        await second;
    }

    private sealed class Asked : IStandingFences
    {
        private readonly System.Threading.Channels.Channel<TaskCompletionSource<IReadOnlyList<StandingFence>>> asked =
            System.Threading.Channels.Channel.CreateUnbounded<TaskCompletionSource<IReadOnlyList<StandingFence>>>();

        public int Questions { get; private set; }

        public Task<IReadOnlyList<StandingFence>> ReadAsync(CancellationToken cancellationToken)
        {
            Questions++;
            var answer = new TaskCompletionSource<IReadOnlyList<StandingFence>>(
                TaskCreationOptions.RunContinuationsAsynchronously
            );
            asked.Writer.TryWrite(answer);
            return answer.Task;
        }

        public async Task<TaskCompletionSource<IReadOnlyList<StandingFence>>> NextAsync() =>
            await asked.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(120));
    }

    private sealed class Removed : IFences
    {
        public List<string> Silos { get; } = [];

        public TaskCompletionSource? Ends { get; set; }

        public Task RemoveAsync(Fence fence, CancellationToken cancellationToken)
        {
            lock (Silos)
                Silos.Add(fence.Silo);
            return Ends?.Task ?? Task.CompletedTask;
        }
    }

    private sealed class Details : ILocalSiloDetails
    {
        public string Name => "silo-1";

        public string ClusterId => "academy";

        public string DnsHostName => "host";

        public SiloAddress SiloAddress { get; } = SiloAddress.New(IPAddress.Parse("10.0.0.1"), 1, 1);

        public SiloAddress GatewayAddress => SiloAddress;
    }
}
