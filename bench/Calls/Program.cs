using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Academy.Calls;
using Orleans;

// One JSON line per workload. `Calls [seconds] [workload…]`; see README.md beside this file.
var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 3;
var wanted = args.Skip(1).ToHashSet(StringComparer.Ordinal);
await using var pair = await Pair.StartAsync();

await Run("local-calls-200-callers-200-grains", () => CallAsync(pair.Local, 200, 200, static grain => grain.Add(1)));
await Run("local-calls-200-callers-1-grain", () => CallAsync(pair.Local, 200, 1, static grain => grain.Add(1)));
await Run("local-calls-1-caller-1-grain", () => CallAsync(pair.Local, 1, 1, static grain => grain.Add(1)));
await Run("local-awaiting-calls-200-callers-200-grains", () =>
    CallAsync(pair.Local, 200, 200, static grain => grain.AddLater(1))
);
await Run("local-observer-deliveries", () => ObserveAsync(pair.Local));
await Run("remote-calls-200-callers-200-grains", () => CallAsync(pair.Remote, 200, 200, static grain => grain.Add(1)));
await Run("remote-calls-1-caller-1-grain", () => CallAsync(pair.Remote, 1, 1, static grain => grain.Add(1)));
await Run("remote-observer-deliveries", () => ObserveAsync(pair.Remote));
await Run("activations", ActivateAsync);

// Twice: the first warms up.
async Task Run(string workload, Func<Task<object>> measure)
{
    if (wanted.Count > 0 && !wanted.Contains(workload))
        return;
    await measure();
    GC.Collect();
    Console.WriteLine($"{{\"workload\":\"{workload}\",{JsonSerializer.Serialize(await measure())[1..]}");
}

async Task<object> CallAsync(IGrainFactory grains, int callers, int targets, Func<ICounterGrain, Task<int>> call)
{
    var run = Guid.NewGuid().ToString("N")[..8];
    var stop = false;
    var counts = new long[callers];
    var lone = callers == 1 ? new Latencies() : null;
    await Task.WhenAll(
        Enumerable.Range(0, targets).Select(target => grains.GetGrain<ICounterGrain>($"{run}-{target}").Add(1))
    );
    var meter = new CostMeter();
    var all = Enumerable
        .Range(0, callers)
        .Select(caller =>
            Task.Run(async () =>
            {
                var grain = grains.GetGrain<ICounterGrain>($"{run}-{caller % targets}");
                var count = 0L;
                while (!Volatile.Read(ref stop))
                {
                    var began = Stopwatch.GetTimestamp();
                    await call(grain);
                    lone?.Record(Stopwatch.GetElapsedTime(began));
                    count++;
                }
                counts[caller] = count;
            })
        )
        .ToArray();
    await Task.Delay(TimeSpan.FromSeconds(seconds));
    Volatile.Write(ref stop, true);
    await Task.WhenAll(all);
    return meter.Figures(counts, lone);
}

// A grain notifies 100 observers, never more than a hundred ahead of the slowest.
async Task<object> ObserveAsync(IGrainFactory grains)
{
    const int Window = 100;
    var receivers = Enumerable.Range(0, 100).Select(static _ => new TickCounter()).ToArray();
    var references = receivers.Select(receiver => grains.CreateObjectReference<ITickObserver>(receiver)).ToArray();
    var grain = grains.GetGrain<INotifierGrain>(Guid.NewGuid().ToString("N"));
    foreach (var reference in references)
        await grain.Watch(reference);
    var meter = new CostMeter();
    var sent = 0L;
    for (; meter.Elapsed.TotalSeconds < seconds; sent += Window / 2)
    {
        await grain.Notify(sent, Window / 2);
        await Until(sent - (Window / 2));
    }
    await Until(sent);
    var figures = meter.Figures([.. receivers.Select(static receiver => receiver.Count)]);
    foreach (var reference in references)
        grains.DeleteObjectReference<ITickObserver>(reference);
    return figures;

    async Task Until(long count)
    {
        while (Array.Exists(receivers, receiver => receiver.Count < count))
            await Task.Delay(1);
    }
}

async Task<object> ActivateAsync()
{
    const int Callers = 64;
    const int Total = 100_000;
    var run = Guid.NewGuid().ToString("N")[..8];
    var before = GC.GetTotalMemory(forceFullCollection: true);
    var watch = Stopwatch.StartNew();
    await Task.WhenAll(
        Enumerable
            .Range(0, Callers)
            .Select(caller =>
                Task.Run(async () =>
                {
                    for (var number = caller; number < Total; number += Callers)
                        await pair.Local.GetGrain<IIdleGrain>($"{run}-{number}").Touch();
                })
            )
    );
    var elapsed = watch.Elapsed;
    var after = GC.GetTotalMemory(forceFullCollection: true);
    return new
    {
        activationsPerSecond = (long)(Total / elapsed.TotalSeconds),
        bytesPerIdleActivation = (after - before) / Total,
    };
}
