using System.Collections.Concurrent;
using Orleans;
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

    internal GrainRuntime Runtime => runtime;

    internal GrainType Type { get; } = GrainType.Create(description.Name);

    /// <summary>The type's name as it travels.</summary>
    internal byte[] WireName { get; } = System.Text.Encoding.UTF8.GetBytes(description.Name);

    internal string FullName { get; } = description.Implementation.FullName!;

    internal bool IsReentrant => description.IsReentrant;

    /// <summary>Whether its grains stand before their own methods as filters.</summary>
    internal bool IsFilter { get; } = description.Implementation.IsAssignableTo(typeof(IIncomingGrainCallFilter));

    internal IEnumerable<Activation> Activations => _activations.Select(static entry => entry.Value);

    internal Grain Create(Activation activation) => description.Create(activation);

    /// <summary>The grain's activation, made if there is none.</summary>
    internal Activation Find(string key) =>
        _activations.GetOrAdd(key, static (key, grainClass) => new Activation(grainClass, key, held: false), this);

    /// <summary>Takes a closed activation off; its next call makes a new one.</summary>
    internal void Remove(Activation activation) =>
        _activations.TryRemove(new KeyValuePair<string, Activation>(activation.Key, activation));

    /// <summary>Calls go to the successor from now on.</summary>
    internal void Replace(Activation activation, Activation successor) =>
        _activations.TryUpdate(activation.Key, successor, activation);
}
