namespace Academy.Runtime.Calls;

/// <summary>How a method of a grain interface is to be called.</summary>
[Flags]
public enum CallOptions
{
    /// <summary>One at a time; the caller waits.</summary>
    None = 0,

    /// <summary>The caller does not wait.</summary>
    OneWay = 1,

    /// <summary>Interleaves with others that change nothing.</summary>
    ReadOnly = 2,

    /// <summary>Interleaves with everything.</summary>
    AlwaysInterleave = 4,
}

/// <summary>A method of a grain interface. Made once per method by generated code.</summary>
/// <param name="interfaceName">The full name of the interface that declares it.</param>
/// <param name="name">The method's name.</param>
/// <param name="options">How it is to be called.</param>
/// <param name="timeout">How long its callers wait, as <see cref="TimeSpan"/> text; null: the runtime's
/// default.</param>
/// <param name="wireId">The method's number on the wire: a hash of its interface, its name or alias, and the types of its
/// parameters.</param>
/// <param name="parameters">The types of its parameters.</param>
public sealed class GrainMethod(
    string interfaceName, string name, CallOptions options, string? timeout = null, uint wireId = 0,
    params Type[] parameters)
{
    /// <summary>The full name of the interface that declares it.</summary>
    public string InterfaceName { get; } = interfaceName;

    /// <summary>The method's name.</summary>
    public string Name { get; } = name;

    /// <summary>The method's number on the wire, the same in all processes and releases.</summary>
    public uint WireId { get; } = wireId;

    /// <summary>The types of its parameters.</summary>
    public IReadOnlyList<Type> ParameterTypes { get; } = parameters;

    /// <summary>Whether a <see cref="CancellationToken"/> is among its parameters.</summary>
    internal bool TakesCancellation { get; } = parameters.Contains(typeof(CancellationToken));

    internal bool IsOneWay { get; } = options.HasFlag(CallOptions.OneWay);

    internal bool IsReadOnly { get; } = options.HasFlag(CallOptions.ReadOnly);

    internal bool AlwaysInterleaves { get; } = options.HasFlag(CallOptions.AlwaysInterleave);

    internal TimeSpan? Timeout { get; } = timeout is null ? null : TimeSpan.Parse(timeout);

    /// <summary>Whether it is the same method, described once more.</summary>
    internal bool IsSame(GrainMethod other) =>
        InterfaceName == other.InterfaceName && Name == other.Name
            && ParameterTypes.SequenceEqual(other.ParameterTypes);

    /// <inheritdoc/>
    public override string ToString() => $"{InterfaceName[(InterfaceName.LastIndexOf('.') + 1)..]}.{Name}";
}
