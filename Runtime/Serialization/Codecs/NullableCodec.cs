namespace Academy.Runtime.Serialization.Codecs;

/// <summary>A value or none: a list of one or null. (As a member of a type it is written as the value itself, or
/// not.)</summary>
public sealed class NullableCodec<T>(WireCodec<T> value) : WireCodec<T?> where T : struct
{
    /// <inheritdoc/>
    public override WireKind Kind => WireKind.List;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, T? it)
    {
        if (it is not { } present)
        {
            writer.WriteNullBytes();
            return;
        }

        writer.BeginList(1, value.Kind);
        value.Write(ref writer, present);
        writer.EndList();
    }

    /// <inheritdoc/>
    public override T? Read(ref WireReader reader)
    {
        var count = reader.BeginList(value.Kind);
        if (count < 0)
        {
            return null;
        }

        if (count != 1)
        {
            throw new WireFormatException($"{count} values stand where one is expected.");
        }

        var present = value.Read(ref reader);
        reader.EndList();
        return present;
    }
}
