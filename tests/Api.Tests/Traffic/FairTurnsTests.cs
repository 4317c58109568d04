using Academy.Api.Traffic;
using Orleans.Runtime;

namespace Academy.Api.Tests.Traffic;

public sealed class FairTurnsTests
{
    private readonly FairTurns turns = new(atOnce: 1, waitingMax: 1_000, waitingOfOneMax: 700);
    private readonly List<string> served = [];
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData(1, 1)] // One address.
    [InlineData(1, 700)] // Each from another address of one network.
    [InlineData(5, 20)]
    public async Task Somebody_waits_for_one_of_each_network_however_many_wait_there(int networks, int addresses)
    {
        var crowd = Enumerable
            .Range(0, 700)
            .Select(i => Serve("crowd", (uint)(i % networks), (uint)(i % (networks * addresses))))
            .ToArray();
        var one = Serve("one", 99, 1);
        first.SetResult();
        await Task.WhenAll([.. crowd, one]);
        // The one at work, and one of each network.
        Assert.InRange(served.IndexOf("one"), 0, networks + 1);
        Assert.Equal(701, served.Count);
    }

    [Fact]
    public async Task When_no_more_may_wait_the_last_of_those_who_are_most_is_refused()
    {
        var crowd = Enumerable.Range(0, 1_003).Select(i => Serve($"crowd {i}", (uint)(i % 2), (uint)(i % 4))).ToArray();
        var one = Serve("one", 99, 1);
        first.SetResult();
        await one;
        var refused = 0;
        foreach (var each in crowd)
        {
            try
            {
                await each;
            }
            catch (LimitExceededException)
            {
                refused++;
            }
        }
        Assert.Equal((3, 1_001), (refused, served.Count));
    }

    [Fact]
    public async Task One_address_has_a_limit_of_its_own_and_who_has_gone_takes_no_turn()
    {
        using var gone = new CancellationTokenSource();
        var working = Serve("working", 1, 1);
        var leaving = Enumerable.Range(0, 700).Select(_ => Serve("gone", 1, 1, gone.Token)).ToArray();
        await Assert.ThrowsAsync<LimitExceededException>(() => Serve("one too many", 1, 1));
        var other = Serve("other", 1, 2);
        await gone.CancelAsync();
        foreach (var each in leaving)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => each);
        first.SetResult();
        await Task.WhenAll(working, other);
        Assert.Equal(["working", "other"], served);
        Assert.Equal(1, await Serve("after", 1, 1));
    }

    private Task<int> Serve(string who, uint network, uint address, CancellationToken cancellationToken = default) =>
        turns.RunAsync(
            [network, address],
            async () =>
            {
                await first.Task;
                lock (served)
                    served.Add(who);
                return 1;
            },
            cancellationToken
        );
}
