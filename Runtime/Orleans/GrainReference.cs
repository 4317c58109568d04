namespace Orleans.Runtime;

/// <summary>A reference to a grain or an observer. What is called on it runs there.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private protected GrainReference() { }

    /// <summary>The identity of what is referred to.</summary>
    public GrainId GrainId => throw new NotSupportedException();

    /// <summary>The interface through which is called.</summary>
    public virtual string InterfaceName => "";

    /// <summary>The same grain through another of its interfaces.</summary>
    public virtual TGrainInterface Cast<TGrainInterface>() => throw new NotSupportedException();

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

    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) => !(reference1 == reference2);
}
