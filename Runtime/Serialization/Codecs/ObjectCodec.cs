namespace Academy.Runtime.Serialization.Codecs;

/// <summary>The codec of a class, made by the generator: null, members, and types that derive from it.</summary>
public abstract class ObjectCodec<T> : WireCodec<T?> where T : class
{
    /// <inheritdoc/>
    public sealed override WireKind Kind => WireKind.Object;

    /// <inheritdoc/>
    public sealed override void Write(ref WireWriter writer, T? value)
    {
        if (value is null)
        {
            writer.WriteNullObject();
        }
        else if (value.GetType() == typeof(T))
        {
            writer.BeginObject();
            WriteMembers(ref writer, value);
            writer.EndObject();
        }
        else
        {
            WriteDerived(ref writer, value);
        }
    }

    /// <inheritdoc/>
    public sealed override T? Read(ref WireReader reader)
    {
        if (reader.ReadNullObject())
        {
            return null;
        }

        if (reader.BeginDerived())
        {
            return ReadDerived(ref reader);
        }

        reader.BeginObject();
        return ReadMembers(ref reader);
    }

    /// <summary>Writes the members, each behind its tag.</summary>
    protected abstract void WriteMembers(ref WireWriter writer, T value);

    /// <summary>Reads the members and the end, and makes the object.</summary>
    protected abstract T ReadMembers(ref WireReader reader);

    private static void WriteDerived(ref WireWriter writer, T value)
    {
        var (id, codec) = writer.Context.Types.CodecOf(value.GetType());
        writer.WriteDerived(id);
        codec.WriteAny(ref writer, value);
    }

    private static T ReadDerived(ref WireReader reader)
    {
        var id = reader.ReadFixed32();
        var codec = reader.Context.Types.CodecOf(id);
        if (codec is null || !codec.Type.IsAssignableTo(typeof(T)))
        {
            throw new WireFormatException($"No type that derives from {typeof(T).Name} has the number {id:x8}.");
        }

        var value = (T?)codec.ReadAny(ref reader) ?? throw new WireFormatException("A derived object is null.");
        reader.EndDerived();
        return value;
    }
}
