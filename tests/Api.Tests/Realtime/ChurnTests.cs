using Academy.Accounts;
using Academy.Api.Tests.Realtime.Surroundings;
using Xunit.Abstractions;

namespace Academy.Api.Tests.Realtime;

/// <summary>
/// Clients that come and go in the middle of everything, thousands of them, or with <c>ACADEMY_FULL_SIZE=1</c> a
/// hundred thousand races. Measures memory, so nothing may run beside it.
/// </summary>
[Collection(DeliveryAllocationTests.Name)]
[Trait(Tier.Name, Tier.Slow)]
public sealed class ChurnTests(HubOverFakes hub, ITestOutputHelper output) : IClassFixture<HubOverFakes>
{
    private const int AtOnce = 60;
    private const int StepsMax = 12;

    private static readonly bool FullSize = Environment.GetEnvironmentVariable("ACADEMY_FULL_SIZE") == "1";

    /// <summary>So many that nobody makes more calls than a person may: whoever does is only turned away.</summary>
    private readonly Visitor[] people = [.. Enumerable.Range(0, 100).Select(_ => Visitor.New(Role.Admin))];

    private int races;

    /// <summary>What they watch: those of the first of them.</summary>
    private ReadOnlySpan<Visitor> Streams => people.AsSpan(0, 10);

    [Fact]
    public async Task Whatever_the_order_of_coming_and_going_nothing_is_left_behind()
    {
        var visitors = FullSize ? 17_000 : 1_500;
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                hub.OwnerOf(Streams[i % Streams.Length]).Commit();
                await Task.Delay(1);
            }
        });
        var revoking = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var (person, stream) = (people[i % people.Length].Id, Streams[i % Streams.Length].Stream);
                hub.Revoking.Take(
                    new(OrganizationId.Default, new(person), null, null, stream, DateTimeOffset.UnixEpoch)
                );
                await Task.Delay(2);
            }
        });

        await ComeAndGo(0, visitors / 2);
        await NothingIsLeft();
        var half = GC.GetTotalMemory(forceFullCollection: true);
        await ComeAndGo(visitors / 2, visitors);
        await stop.CancelAsync();
        await Task.WhenAll(writing, revoking);
        await NothingIsLeft();
        var grown = GC.GetTotalMemory(forceFullCollection: true) - half;

        output.WriteLine($"{races} races of {visitors} visitors; {grown >> 10} KB grown in their second half");
        Assert.True(races > 5 * visitors, $"Only {races} races: the test tests little.");
        // Owners of this test keep their events, and remembered revocations their twenty minutes.
        Assert.True(grown < (FullSize ? 64 << 20 : 4 << 20), $"{grown >> 10} KB more than at half-time");
    }

    private Task NothingIsLeft() =>
        Within.Holds(
            () => hub.Metrics is { Subscriptions: 0, Connections: 0 } && hub.Receivers == 0,
            () =>
                $"{hub.Metrics.Connections} connections, {hub.Metrics.Subscriptions} subscriptions, "
                + $"{hub.Receivers} receivers are left"
        );

    private Task ComeAndGo(int from, int to) =>
        Parallel.ForAsync(from, to, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) =>
            await ComeAndGo(new Random(number))
        );

    private async Task ComeAndGo(Random chance)
    {
        await using var client = await hub.Connect(
            Visitor.New(Role.Admin) with
            {
                Id = people[chance.Next(people.Length)].Id,
            }
        );
        var calls = new List<Task>();
        for (var step = chance.Next(1, StepsMax); step > 0; step--)
        {
            var stream = Streams[chance.Next(Streams.Length)].Stream;
            calls.Add(chance.Next(3) > 0 ? client.Subscribe(stream) : client.Invoke("Unsubscribe", stream));
            Interlocked.Increment(ref races);
            if (chance.Next(3) == 0)
                await Settled(calls);
        }
        if (chance.Next(2) == 0)
            await Settled(calls);
        // Otherwise it goes in the middle of its calls.
        _ = Settled(calls);
    }

    private static Task Settled(List<Task> calls) =>
        Task.WhenAll(calls.Select(call => call.ContinueWith(_ => { }, TaskScheduler.Default)));
}
