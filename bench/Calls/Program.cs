using System.Diagnostics;
using System.Text.Json;
using Academy.Calls;
using Academy.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

// One JSON line per workload. `Calls [seconds] [workload…]`; see bench/README.md.
var seconds = args.Length > 0 ? double.Parse(args[0]) : 3;
var wanted = args.Skip(1).ToHashSet(StringComparer.Ordinal);
await using var services = new ServiceCollection()
    .AddAcademyRuntime(GrainManifest.Describe, static options => options.CallTimeout = TimeSpan.FromMinutes(5))
    .BuildServiceProvider();
var grains = services.GetRequiredService<IGrainFactory>();

await Run("calls-200-callers-200-grains", () => CallAsync(200, 200, static grain => grain.Add(1)));
await Run("calls-200-callers-1-grain", () => CallAsync(200, 1, static grain => grain.Add(1)));
await Run("calls-1-caller-1-grain", () => CallAsync(1, 1, static grain => grain.Add(1)));
await Run("awaiting-calls-200-callers-200-grains", () => CallAsync(200, 200, static grain => grain.AddLater(1)));
await Run("grain-to-grain-200-pairs", GrainToGrainAsync);
await Run("observer-deliveries", ObserveAsync);
await Run("activations", ActivateAsync);
await Run("codec", () => Task.FromResult(Carried.Measure(seconds)));
await Run("remote-calls-200-callers-200-grains", () => RemoteAsync(200, static grain => grain.Add(1)));
await Run("remote-calls-1-caller-1-grain", () => RemoteAsync(1, static grain => grain.Add(1)));
await Run("remote-commands-200-callers-200-grains", RemoteCommandsAsync);
await Run("remote-observer-deliveries", RemoteObserveAsync);

async Task Run(string workload, Func<Task<object>> measure)
{
    if (wanted.Count == 0 || wanted.Contains(workload))
    {
        await measure();
        GC.Collect();
        Console.WriteLine($"{{\"workload\":\"{workload}\",{JsonSerializer.Serialize(await measure())[1..]}");
    }
}

Task<object> CallAsync(int callers, int targets, Func<ICounterGrain, Task<int>> call) =>
    LoopAsync<ICounterGrain, int>(grains, callers, targets, call);

async Task<object> RemoteAsync(int callers, Func<ICounterGrain, Task<int>> call)
{
    await using var pair = await RemotePair.StartAsync();
    return await LoopAsync<ICounterGrain, int>(pair.Grains, callers, callers, call);
}

async Task<object> RemoteCommandsAsync()
{
    await using var pair = await RemotePair.StartAsync();
    return await LoopAsync<IDistantGrain, SomeAnswer>(
        pair.Grains, 200, 200, static grain => grain.Complete(Carried.Command));
}

async Task<object> RemoteObserveAsync()
{
    const int Window = 100;
    await using var pair = await RemotePair.StartAsync();
    var receivers = Enumerable.Range(0, 100).Select(static _ => new TickCounter()).ToArray();
    var references = receivers.Select(it => pair.Grains.CreateObjectReference<ITickObserver>(it)).ToArray();
    var grain = pair.Grains.GetGrain<IDistantGrain>("notifier");
    foreach (var reference in references)
    {
        await grain.Watch(reference);
    }

    var meter = new CostMeter();
    var sent = 0L;
    while (meter.Elapsed.TotalSeconds < seconds)
    {
        await grain.Notify(sent, Window / 2);
        sent += Window / 2;
        while (receivers.Any(it => it.Count < sent - Window))
        {
            await Task.Delay(1);
        }
    }

    while (receivers.Any(it => it.Count < sent))
    {
        await Task.Delay(1);
    }

    GC.KeepAlive(references);
    return meter.Figures([.. receivers.Select(static it => it.Count)]);
}

async Task<object> LoopAsync<TGrain, TAnswer>(
    IGrainFactory factory, int callers, int targets, Func<TGrain, Task<TAnswer>> call)
    where TGrain : IGrainWithStringKey
{
    var run = Guid.NewGuid().ToString("N")[..8];
    var stop = false;
    var counts = new long[callers];
    var lone = callers == 1 ? new Latencies() : null;
    var meter = new CostMeter();
    var all = Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
    {
        var grain = factory.GetGrain<TGrain>($"{run}-{caller % targets}");
        var latencies = callers == 1 ? lone : null;
        var count = 0L;
        while (!Volatile.Read(ref stop))
        {
            var began = Stopwatch.GetTimestamp();
            await call(grain);
            latencies?.Record(Stopwatch.GetElapsedTime(began));
            count++;
        }

        counts[caller] = count;
    })).ToArray();
    await Task.Delay(TimeSpan.FromSeconds(seconds));
    Volatile.Write(ref stop, true);
    await Task.WhenAll(all);
    return meter.Figures(counts, lone);
}

async Task<object> GrainToGrainAsync()
{
    var run = Guid.NewGuid().ToString("N")[..8];
    var meter = new CostMeter();
    var callers = Enumerable.Range(0, 200).Select(it => grains.GetGrain<ICallerGrain>($"{run}-{it}")).ToArray();
    var all = callers.Select((caller, it) => caller.CallUntilStopped($"{run}-{it}")).ToArray();
    await Task.Delay(TimeSpan.FromSeconds(seconds));
    await Task.WhenAll(callers.Select(static it => it.Stop()));
    var counts = await Task.WhenAll(all);
    return meter.Figures(counts);
}

async Task<object> ObserveAsync()
{
    const int Window = 500;
    var receivers = Enumerable.Range(0, 100).Select(static _ => new TickCounter()).ToArray();
    var references = receivers.Select(it => grains.CreateObjectReference<ITickObserver>(it)).ToArray();
    var meter = new CostMeter();
    var sent = 0L;
    while (meter.Elapsed.TotalSeconds < seconds)
    {
        foreach (var reference in references)
        {
            reference.Tick(sent);
        }

        sent++;
        while (receivers.Any(it => it.Count < sent - Window))
        {
            await Task.Yield();
        }
    }

    while (receivers.Any(it => it.Count < sent))
    {
        await Task.Yield();
    }

    return meter.Figures([.. receivers.Select(static it => it.Count)]);
}

async Task<object> ActivateAsync()
{
    const int Callers = 64;
    const int Total = 200_000;
    var run = Guid.NewGuid().ToString("N")[..8];
    var before = GC.GetTotalMemory(forceFullCollection: true);
    var watch = Stopwatch.StartNew();
    await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
    {
        for (var number = caller; number < Total; number += Callers)
        {
            await grains.GetGrain<IIdleGrain>($"{run}-{number}").Touch();
        }
    })));
    var elapsed = watch.Elapsed;
    var after = GC.GetTotalMemory(forceFullCollection: true);
    return new
    {
        activationsPerSecond = (long)(Total / elapsed.TotalSeconds),
        bytesPerIdleActivation = (after - before) / Total
    };
}
