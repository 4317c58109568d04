using Orleans.Runtime;

namespace Academy.Runtime;

/// <summary>What the runtime of this process has done lately, for operators.</summary>
public interface IRuntimeStatistics
{
    /// <summary>Looks at all grains in memory. The numbers are those since the last look; one looks for all.</summary>
    /// <param name="hottestMax">How many grains are named at most.</param>
    RuntimeLook Look(int hottestMax);
}

/// <summary>What happened between two looks.</summary>
/// <param name="Window">How long that was.</param>
/// <param name="Requests">Requests that were begun; ticks of timers and activations are such, too.</param>
/// <param name="Activations">Grains in memory now.</param>
/// <param name="Waiting">Requests that wait in mailboxes now.</param>
/// <param name="Deepest">Requests that wait in the fullest mailbox now.</param>
/// <param name="Hottest">The grains that began most requests, the hottest first.</param>
public sealed record RuntimeLook(
    TimeSpan Window, long Requests, int Activations, int Waiting, int Deepest, IReadOnlyList<HotGrain> Hottest);

/// <param name="Grain">Type and key.</param>
/// <param name="Requests">Requests that it began; ticks of its timers are not among them.</param>
/// <param name="Waiting">Requests that wait in its mailbox now.</param>
public readonly record struct HotGrain(GrainId Grain, int Requests, int Waiting);

/// <summary>Walks the directories of activations, as the sweep for late requests does every half second: grains pay for
/// being counted with one addition per request.</summary>
internal sealed class RuntimeStatistics : IRuntimeStatistics
{
    private readonly GrainRuntime _runtime;
    private readonly Lock _gate = new();
    private long _lookedAt;
    private long _requests;

    public RuntimeStatistics(GrainRuntime runtime)
    {
        _runtime = runtime;
        _lookedAt = runtime.Time.GetTimestamp();
    }

    public RuntimeLook Look(int hottestMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hottestMax);
        lock (_gate)
        {
            var hottest = new PriorityQueue<HotGrain, int>(hottestMax);
            foreach (var activation in _runtime.Activations)
            {
                if (activation.TakeServed() is not 0 and var served
                    && (hottest.Count < hottestMax || served > hottest.Peek().Requests))
                {
                    if (hottest.Count == hottestMax)
                    {
                        hottest.Dequeue();
                    }

                    hottest.Enqueue(new HotGrain(activation.GrainId, served, activation.Waiting), served);
                }
            }

            var metrics = _runtime.Metrics;
            var (now, requests) = (_runtime.Time.GetTimestamp(), metrics.Requests);
            var look = new RuntimeLook(
                _runtime.Time.GetElapsedTime(_lookedAt, now), requests - _requests, metrics.Activations, metrics.Waiting,
                metrics.Deepest, InDescendingOrder(hottest));
            (_lookedAt, _requests) = (now, requests);
            return look;
        }
    }

    private static HotGrain[] InDescendingOrder(PriorityQueue<HotGrain, int> coldestFirst)
    {
        var ordered = new HotGrain[coldestFirst.Count];
        for (var index = ordered.Length - 1; index >= 0; index--)
        {
            ordered[index] = coldestFirst.Dequeue();
        }

        return ordered;
    }
}
