namespace Academy.Runtime.Serialization.Codecs;

/// <summary>Text.</summary>
public sealed class StringCodec : WireCodec<string?>
{
    /// <summary>The one there is.</summary>
    public static readonly StringCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Bytes;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, string? value) => writer.WriteString(value);

    /// <inheritdoc/>
    public override string? Read(ref WireReader reader) => reader.ReadString();
}

/// <summary>Bytes.</summary>
public sealed class ByteArrayCodec : WireCodec<byte[]?>
{
    /// <summary>The one there is.</summary>
    public static readonly ByteArrayCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Bytes;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, byte[]? value)
    {
        if (value is null)
        {
            writer.WriteNullBytes();
        }
        else
        {
            writer.WriteBytes(value);
        }
    }

    /// <inheritdoc/>
    public override byte[]? Read(ref WireReader reader) => reader.ReadBytes(out var bytes) ? bytes.ToArray() : null;
}

/// <summary>Bytes. What is read has an array of its own.</summary>
public sealed class ByteMemoryCodec : WireCodec<ReadOnlyMemory<byte>>
{
    /// <summary>The one there is.</summary>
    public static readonly ByteMemoryCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Bytes;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, ReadOnlyMemory<byte> value) => writer.WriteBytes(value.Span);

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Read(ref WireReader reader) =>
        reader.ReadBytes(out var bytes) ? bytes.ToArray() : throw new WireFormatException("Bytes are missing.");
}
