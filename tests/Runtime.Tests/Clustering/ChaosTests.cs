using Academy.Runtime.Clustering;
using Academy.Runtime.Tests.Support;
using Orleans.Runtime;

namespace Academy.Runtime.Tests.Clustering;

/// <summary>Thousands of calls while connections are cut at random.</summary>
public sealed class ChaosTests
{
    private const int Calls = 15_000;
    private const int Callers = 48;

    [Fact]
    public async Task Whatever_is_cut_every_caller_gets_an_end_and_nothing_happens_twice_that_must_not()
    {
        var random = new Random(20261120);
        await using var cluster = await TestCluster.StartAsync("a", "b", "c");
        var client = await cluster.AddAsync("client", MemberRole.Client);
        cluster.Publish();
        var callers = cluster.Nodes.ToArray();
        var keys = callers.Where(static it => it.Role == MemberRole.Silo)
            .SelectMany(owner => Enumerable.Range(0, 10).Select(number => cluster.KeyOf(owner, number))).ToArray();
        var (made, answered, unknown, next) = (0, 0, 0, 0);
        using var over = new CancellationTokenSource();
        var cutting = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                var sessions = callers[random.Next(callers.Length)].Router.Sessions.ToArray();
                if (sessions.Length > 0)
                {
                    sessions[random.Next(sessions.Length)].Connection.Abort(new IOException("Cut by the test."));
                }

                await Task.Delay(random.Next(1, 5));
            }
        });
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            // Until enough calls were made and some were lost, which on a slow machine may take more of them.
            while (Interlocked.Increment(ref next) is var call
                && (call <= Calls || (Volatile.Read(ref unknown) == 0 && call <= 20 * Calls)))
            {
                var grain = callers[caller % callers.Length].Grains.GetGrain<ITravellingGrain>(keys[call % keys.Length]);
                try
                {
                    var count = call % 3 == 0 ? await grain.DoOnce(new CallId(call)) : await grain.Do(call);
                    Assert.InRange(count, 1, call % 3 == 0 ? 100 : 1);
                    Interlocked.Increment(ref answered);
                }
                catch (OutcomeUnknownException) when (call % 3 != 0)
                {
                    Interlocked.Increment(ref unknown);
                }

                Interlocked.Increment(ref made);
            }
        }))).WaitAsync(TimeSpan.FromSeconds(90));
        await over.CancelAsync();
        await cutting;
        for (var call = 1; call <= next; call++)
        {
            var (count, isRepeatable) = (cluster.Ledger.CountOf(call), call % 3 == 0);
            Assert.True(
                isRepeatable ? count >= 1 || call > Calls : count <= 1, $"Call {call} was executed {count} times.");
        }

        Assert.Equal(made, answered + unknown);
        Assert.True(unknown > 0, "Nothing was ever lost: the test proves nothing.");
        Assert.Equal(0, client.Router.WaitingCalls + client.Router.Sessions.Sum(static it => it.CallsInFlight));
    }
}
