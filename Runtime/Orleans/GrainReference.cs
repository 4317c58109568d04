using Academy.Runtime;
using Academy.Runtime.Activations;
using Academy.Runtime.Calls;
using Academy.Runtime.Mailboxes;

namespace Orleans.Runtime;

/// <summary>A reference to a grain or an observer. What is called on it runs there.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    internal GrainReference(ProxyOrigin origin) =>
        (Runtime, Key, GrainClass, Mailbox) = (origin.Runtime, origin.Key, origin.GrainClass, origin.Mailbox);

    /// <summary>The identity of what is referred to.</summary>
    public GrainId GrainId => GrainId.Create(GrainClass?.Type ?? GrainRuntime.ObserverType, Key);

    /// <summary>The interface through which is called.</summary>
    public virtual string InterfaceName => "";

    internal GrainRuntime Runtime { get; }

    internal string Key { get; }

    /// <summary>Null for observers.</summary>
    internal GrainClass? GrainClass { get; }

    /// <summary>Where the last call went; a hint, for the activation behind it may be gone by now.</summary>
    internal Mailbox? Mailbox { get; set; }

    /// <summary>The same grain through another of its interfaces.</summary>
    public virtual TGrainInterface Cast<TGrainInterface>() where TGrainInterface : IAddressable =>
        As<TGrainInterface>();

    internal TInterface As<TInterface>() => this is TInterface same ? same : Runtime.Refer<TInterface>(this);

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) => other is not null && GrainId.Equals(other.GrainId);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <inheritdoc/>
    public sealed override string ToString() => $"GrainReference:{GrainId}:{InterfaceName}";

    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) =>
        ReferenceEquals(reference1, reference2) || (reference1 is not null && reference1.Equals(reference2));

    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) =>
        !(reference1 == reference2);
}
