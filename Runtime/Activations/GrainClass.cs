using System.Collections.Concurrent;
using System.Reflection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Academy.Runtime.Activations;

/// <summary>A class of grains, as generated code describes it.</summary>
/// <param name="Name">The grain type: the class's name without its ending "Grain", in lower case.</param>
/// <param name="Implementation">The class.</param>
/// <param name="Interfaces">The grain interfaces that it implements.</param>
/// <param name="IsReentrant">Whether all its methods interleave.</param>
/// <param name="Create">Makes a grain with what its constructor wants.</param>
internal sealed record GrainDescription(
    string Name, Type Implementation, Type[] Interfaces, bool IsReentrant, Func<IGrainContext, Grain> Create);

/// <summary>A class of grains in this process, with the directory of its activations.</summary>
internal sealed class GrainClass(GrainDescription description, GrainRuntime runtime)
{
    private readonly ConcurrentDictionary<string, Activation> _activations = new(StringComparer.Ordinal);

    /// <summary>Of stateless workers, which are in every process that calls them.</summary>
    private readonly ConcurrentDictionary<string, WorkerPool> _pools = new(StringComparer.Ordinal);

    private readonly int _workers =
        description.Implementation.GetCustomAttribute<StatelessWorkerAttribute>()?.MaxLocalWorkers ?? 0;

    internal GrainRuntime Runtime => runtime;

    /// <summary>Whether its grains are wherever they are called, and several at a time.</summary>
    internal bool IsStatelessWorker => _workers > 0;

    internal GrainType Type { get; } = GrainType.Create(description.Name);

    /// <summary>The type's name as it travels.</summary>
    internal byte[] WireName { get; } = System.Text.Encoding.UTF8.GetBytes(description.Name);

    internal string FullName { get; } = description.Implementation.FullName!;

    internal bool IsReentrant => description.IsReentrant;

    /// <summary>Whether its grains stand before their own methods as filters.</summary>
    internal bool IsFilter { get; } = description.Implementation.IsAssignableTo(typeof(IIncomingGrainCallFilter));

    internal IEnumerable<Activation> Activations => IsStatelessWorker
        ? _pools.SelectMany(static entry => entry.Value.Workers)
        : _activations.Select(static entry => entry.Value);

    /// <summary>Whether an activation may begin here now.</summary>
    internal bool MayActivate(GrainId grain) =>
        Runtime.Membership is not { } membership || IsStatelessWorker || membership.MayActivate(grain);

    internal Grain Create(Activation activation) => description.Create(activation);

    /// <summary>The grain's activation, made if there is none.</summary>
    internal Activation Find(string key) => IsStatelessWorker
        ? FindWorker(key)
        : _activations.GetOrAdd(key, static (key, grainClass) => new Activation(grainClass, key, held: false), this);

    /// <summary>Takes a closed activation off; its next call makes a new one.</summary>
    internal void Remove(Activation activation)
    {
        if (!IsStatelessWorker)
        {
            _activations.TryRemove(new KeyValuePair<string, Activation>(activation.Key, activation));
        }
        else if (_pools.TryGetValue(activation.Key, out var pool) && pool.Remove(activation))
        {
            _pools.TryRemove(new KeyValuePair<string, WorkerPool>(activation.Key, pool));
        }
    }

    /// <summary>Calls go to the successor from now on.</summary>
    internal void Replace(Activation activation, Activation successor)
    {
        if (!IsStatelessWorker)
        {
            _activations.TryUpdate(activation.Key, successor, activation);
        }
        else if (_pools.TryGetValue(activation.Key, out var pool))
        {
            pool.Replace(activation, successor);
        }
    }

    private Activation FindWorker(string key)
    {
        while (true)
        {
            var pool = _pools.GetOrAdd(
                key, static (key, grainClass) => new WorkerPool(grainClass, key, grainClass._workers), this);
            if (pool.Find() is { } worker)
            {
                return worker;
            }

            _pools.TryRemove(new KeyValuePair<string, WorkerPool>(key, pool));
        }
    }
}
