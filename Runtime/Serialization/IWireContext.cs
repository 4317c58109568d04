using Orleans.Runtime;

namespace Academy.Runtime.Serialization;

/// <summary>What values on the wire mean beyond their bytes: references to grains and observers, and the types that may
/// stand where a base type is declared.</summary>
public interface IWireContext
{
    /// <summary>The types that this process knows.</summary>
    WireTypes Types { get; }

    /// <summary>The identity that a reference travels as, equal in all processes.</summary>
    /// <exception cref="ArgumentException">It is no reference.</exception>
    GrainId IdOf(IAddressable reference);

    /// <summary>The reference to a grain or observer of another or this process.</summary>
    /// <exception cref="WireFormatException">This process cannot refer to it.</exception>
    TInterface Refer<TInterface>(GrainId id) where TInterface : class, IAddressable;
}
