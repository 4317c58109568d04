using System.Collections.Concurrent;
using Academy.Calls;
using Academy.Commands;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Academy.Silos.Tests.Calls;

/// <summary>Does what a test told <see cref="Probes"/> that it does, on calls of each kind.</summary>
[Alias("Academy.Silos.Tests.IProbeGrain")]
public interface IProbeGrain : IGrainWithStringKey
{
    [Alias("Read"), ReadOnly]
    Task<int> Read(int number);

    [Alias("Repeat"), Repeatable]
    Task<string> Repeat(string word, bool isLoud);

    [Alias("Command")]
    Task<string> Command(CommandKey? key, string word);

    [Alias("Ask")]
    Task<int> Ask(string other, int number);
}

/// <summary>What the probes of one cluster do, and what they did.</summary>
public sealed class Probes
{
    private readonly ConcurrentQueue<string> calls = new();
    private int began;

    /// <summary>Given which call this is, the first being 1; before anything is answered.</summary>
    public Func<int, Task> Act { get; set; } = _ => Task.CompletedTask;

    /// <summary>The calls that were carried out, with their arguments, in order.</summary>
    public IReadOnlyList<string> Calls => [.. calls];

    public async Task<T> Do<T>(string call, T answer)
    {
        await Act(Interlocked.Increment(ref began));
        calls.Enqueue(call);
        return answer;
    }
}

internal sealed class ProbeGrain(Probes probes, IGrainFactory grains) : Grain, IProbeGrain
{
    public Task<int> Read(int number) => probes.Do($"read {number}", number);

    public Task<string> Repeat(string word, bool isLoud) => probes.Do($"repeat {word} {isLoud}", word);

    public Task<string> Command(CommandKey? key, string word) => probes.Do($"command {key?.Id} {word}", word);

    public Task<int> Ask(string other, int number) => grains.GetGrain<IProbeGrain>(other).Read(number);
}
