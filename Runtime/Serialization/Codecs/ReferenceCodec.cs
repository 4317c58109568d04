using Orleans.Runtime;

namespace Academy.Runtime.Serialization.Codecs;

/// <summary>A reference to a grain or observer: its identity.</summary>
public sealed class ReferenceCodec<TInterface> : WireCodec<TInterface?> where TInterface : class, IAddressable
{
    /// <summary>The one there is.</summary>
    public static readonly ReferenceCodec<TInterface> Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Object;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, TInterface? value)
    {
        if (value is null)
        {
            writer.WriteNullObject();
        }
        else
        {
            GrainIdCodec.Instance.Write(ref writer, writer.Context.IdOf(value));
        }
    }

    /// <inheritdoc/>
    public override TInterface? Read(ref WireReader reader) => reader.ReadNullObject()
        ? null : reader.Context.Refer<TInterface>(GrainIdCodec.Instance.Read(ref reader));
}
