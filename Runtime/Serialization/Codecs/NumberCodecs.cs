namespace Academy.Runtime.Serialization.Codecs;

/// <summary>True or false.</summary>
public sealed class BooleanCodec : WireCodec<bool>
{
    /// <summary>The one there is.</summary>
    public static readonly BooleanCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Varint;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, bool value) => writer.WriteByte(value ? (byte)1 : (byte)0);

    /// <inheritdoc/>
    public override bool Read(ref WireReader reader) => reader.ReadVarint(1) != 0;
}

/// <summary>A byte.</summary>
public sealed class ByteCodec : WireCodec<byte>
{
    /// <summary>The one there is.</summary>
    public static readonly ByteCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Varint;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, byte value) => writer.WriteVarint(value);

    /// <inheritdoc/>
    public override byte Read(ref WireReader reader) => (byte)reader.ReadVarint(byte.MaxValue);
}

/// <summary>A whole number.</summary>
public sealed class UInt16Codec : WireCodec<ushort>
{
    /// <summary>The one there is.</summary>
    public static readonly UInt16Codec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Varint;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, ushort value) => writer.WriteVarint(value);

    /// <inheritdoc/>
    public override ushort Read(ref WireReader reader) => (ushort)reader.ReadVarint(ushort.MaxValue);
}

/// <summary>A whole number.</summary>
public sealed class UInt32Codec : WireCodec<uint>
{
    /// <summary>The one there is.</summary>
    public static readonly UInt32Codec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Varint;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, uint value) => writer.WriteVarint(value);

    /// <inheritdoc/>
    public override uint Read(ref WireReader reader) => (uint)reader.ReadVarint(uint.MaxValue);
}

/// <summary>A UTF-16 code unit.</summary>
public sealed class CharCodec : WireCodec<char>
{
    /// <summary>The one there is.</summary>
    public static readonly CharCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Varint;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, char value) => writer.WriteVarint(value);

    /// <inheritdoc/>
    public override char Read(ref WireReader reader) => (char)reader.ReadVarint(char.MaxValue);
}

/// <summary>A whole number.</summary>
public sealed class UInt64Codec : WireCodec<ulong>
{
    /// <summary>The one there is.</summary>
    public static readonly UInt64Codec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Varint;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, ulong value) => writer.WriteVarint(value);

    /// <inheritdoc/>
    public override ulong Read(ref WireReader reader) => reader.ReadVarint();
}

/// <summary>A signed whole number.</summary>
public sealed class SByteCodec : WireCodec<sbyte>
{
    /// <summary>The one there is.</summary>
    public static readonly SByteCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Varint;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, sbyte value) => writer.WriteSigned(value);

    /// <inheritdoc/>
    public override sbyte Read(ref WireReader reader) => (sbyte)reader.ReadSigned(sbyte.MinValue, sbyte.MaxValue);
}

/// <summary>A signed whole number.</summary>
public sealed class Int16Codec : WireCodec<short>
{
    /// <summary>The one there is.</summary>
    public static readonly Int16Codec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Varint;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, short value) => writer.WriteSigned(value);

    /// <inheritdoc/>
    public override short Read(ref WireReader reader) => (short)reader.ReadSigned(short.MinValue, short.MaxValue);
}

/// <summary>A signed whole number.</summary>
public sealed class Int32Codec : WireCodec<int>
{
    /// <summary>The one there is.</summary>
    public static readonly Int32Codec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Varint;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, int value) => writer.WriteSigned(value);

    /// <inheritdoc/>
    public override int Read(ref WireReader reader) => (int)reader.ReadSigned(int.MinValue, int.MaxValue);
}

/// <summary>A signed whole number.</summary>
public sealed class Int64Codec : WireCodec<long>
{
    /// <summary>The one there is.</summary>
    public static readonly Int64Codec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Varint;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, long value) => writer.WriteSigned(value);

    /// <inheritdoc/>
    public override long Read(ref WireReader reader) => reader.ReadSigned();
}

/// <summary>A number.</summary>
public sealed class SingleCodec : WireCodec<float>
{
    /// <summary>The one there is.</summary>
    public static readonly SingleCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Fixed32;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, float value) => writer.WriteFixed32(BitConverter.SingleToUInt32Bits(value));

    /// <inheritdoc/>
    public override float Read(ref WireReader reader) => BitConverter.UInt32BitsToSingle(reader.ReadFixed32());
}

/// <summary>A number.</summary>
public sealed class DoubleCodec : WireCodec<double>
{
    /// <summary>The one there is.</summary>
    public static readonly DoubleCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Fixed64;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, double value) => writer.WriteFixed64(BitConverter.DoubleToUInt64Bits(value));

    /// <inheritdoc/>
    public override double Read(ref WireReader reader) => BitConverter.UInt64BitsToDouble(reader.ReadFixed64());
}

/// <summary>An id.</summary>
public sealed class GuidCodec : WireCodec<Guid>
{
    /// <summary>The one there is.</summary>
    public static readonly GuidCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Fixed128;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, Guid value) => writer.WriteGuid(value);

    /// <inheritdoc/>
    public override Guid Read(ref WireReader reader) => reader.ReadGuid();
}
