namespace Academy.Runtime.Serialization;

/// <summary>The values of a <see cref="Orleans.Runtime.RequestContext"/> on their way. Each says its type, so that a
/// process that does not know it goes without it.</summary>
internal static class WireContextValues
{
    internal static void Write(ref WireWriter writer, Dictionary<string, object>? values)
    {
        // Null is as good as absent.
        writer.WriteVarint((ulong)(values?.Count(static it => it.Value is not null) ?? 0));
        foreach (var (name, value) in values ?? [])
        {
            if (value is null)
            {
                continue;
            }

            var (id, codec) = writer.Context.Types.CodecOf(value.GetType());
            writer.WriteString(name);
            writer.WriteFixed32(id);
            writer.WriteByte((byte)codec.Kind);
            codec.WriteAny(ref writer, value);
        }
    }

    /// <returns>Null if there are none.</returns>
    internal static Dictionary<string, object>? Read(ref WireReader reader)
    {
        var count = reader.ReadVarint();
        if (count == 0)
        {
            return null;
        }

        // The count is not believed in: each value takes bytes, of which there are only so many.
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        for (; count > 0; count--)
        {
            var name = reader.ReadString() ?? throw new WireFormatException("A name in a request's context is null.");
            var codec = reader.Context.Types.CodecOf(reader.ReadFixed32());
            var kind = (WireKind)reader.ReadByte();
            if (codec is null)
            {
                reader.Skip(kind);
                continue;
            }

            WireReader.Expect(codec.Kind, kind);
            values[name] = codec.ReadAny(ref reader)
                ?? throw new WireFormatException("A value in a request's context is null.");
        }

        return values;
    }
}
