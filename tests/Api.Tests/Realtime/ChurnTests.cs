using Academy.Accounts;
using Academy.Api.Tests.Realtime.Surroundings;

namespace Academy.Api.Tests.Realtime;

public sealed class ChurnTests(HubOverFakes hub) : IClassFixture<HubOverFakes>
{
    [Fact]
    public async Task Whatever_the_order_of_coming_and_going_nothing_is_left_behind()
    {
        var streams = Enumerable.Range(0, 10).Select(_ => Visitor.New(Role.Admin)).ToArray();
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                hub.OwnerOf(streams[i % streams.Length]).Commit();
                await Task.Yield();
            }
        });

        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(() => ComeAndGo(new Random(number), streams))));
        await stop.CancelAsync();
        await writing;

        await Within.Holds(
            () => hub.Metrics is { Subscriptions: 0, Connections: 0, WatchedStreams: 0 },
            () => $"{hub.Metrics.Connections} connections, {hub.Metrics.Subscriptions} subscriptions, {hub.Metrics.WatchedStreams} watched streams are left");
    }

    private async Task ComeAndGo(Random chance, Visitor[] streams)
    {
        await using var client = await hub.Connect(streams[0]);
        var calls = new List<Task>();
        for (var step = chance.Next(1, 6); step > 0; step--)
        {
            var stream = streams[chance.Next(streams.Length)].Stream;
            calls.Add(chance.Next(3) > 0 ? client.Subscribe(stream) : client.Invoke("Unsubscribe", stream));
            if (chance.Next(2) == 0)
                await Settled(calls);
        }
        if (chance.Next(2) == 0)
            await Settled(calls);
        // Otherwise it goes in the middle of its calls.
        _ = Settled(calls);
    }

    private static Task Settled(List<Task> calls) => Task.WhenAll(calls.Select(call => call.ContinueWith(_ => { }, TaskScheduler.Default)));
}
