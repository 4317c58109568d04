using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Academy.Runtime.Serialization;

/// <summary>Writes values as bytes. Pass it by reference; what was written is in the output after
/// <see cref="Flush"/>.</summary>
public ref struct WireWriter
{
    /// <summary>How deep values may stand in values.</summary>
    public const int DepthMax = 64;

    private const int TextChunk = 4096;

    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _position;
    private int _depth;

    /// <param name="output">Where the bytes go.</param>
    /// <param name="context">What references and types mean.</param>
    public WireWriter(IBufferWriter<byte> output, IWireContext context) => (_output, Context) = (output, context);

    /// <summary>What references and types mean.</summary>
    public IWireContext Context { get; }

    /// <summary>Hands what was written to the output.</summary>
    public void Flush()
    {
        _output.Advance(_position);
        _span = default;
        _position = 0;
    }

    /// <summary>A tag: the number of the member that follows and its shape.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteTag(uint id, WireKind kind) => WriteVarint(((ulong)id + 1) << 3 | (uint)kind);

    /// <summary>An object begins. Its members follow and then <see cref="EndObject"/>.</summary>
    public void BeginObject() => Deepen();

    /// <summary>An object ends.</summary>
    public void EndObject()
    {
        _depth--;
        WriteByte(WireFormat.End);
    }

    /// <summary>Null in place of an object.</summary>
    public void WriteNullObject() => WriteByte(WireFormat.Null);

    /// <summary>An object of another type than the declared one follows.</summary>
    internal void WriteDerived(uint type)
    {
        WriteByte(WireFormat.Derived);
        WriteFixed32(type);
    }

    /// <summary>A list begins; as many elements follow and then <see cref="EndList"/>.</summary>
    public void BeginList(int count, WireKind elements)
    {
        Deepen();
        WriteVarint((ulong)count + 1);
        WriteByte((byte)elements);
    }

    /// <summary>A map begins; as many pairs follow and then <see cref="EndList"/>.</summary>
    public void BeginMap(int count, WireKind keys, WireKind values)
    {
        Deepen();
        WriteVarint((ulong)count + 1);
        WriteByte((byte)((int)keys << 3 | (int)values));
    }

    /// <summary>A list or map ends.</summary>
    public void EndList() => _depth--;

    /// <summary>A signed whole number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteSigned(long value) => WriteVarint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>A whole number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteVarint(ulong value)
    {
        if (value < 0x80)
        {
            WriteByte((byte)value);
            return;
        }

        WriteLongVarint(value);
    }

    /// <summary>One byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteByte(byte value)
    {
        if ((uint)_position >= (uint)_span.Length)
        {
            Grow(1);
        }

        _span[_position++] = value;
    }

    /// <summary>Four bytes.</summary>
    public void WriteFixed32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    /// <summary>Eight bytes.</summary>
    public void WriteFixed64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    /// <summary>Sixteen bytes.</summary>
    public void WriteFixed128(UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(Take(16), value);

    /// <summary>Sixteen bytes, in the order in which the id is written.</summary>
    public void WriteGuid(Guid value) => value.TryWriteBytes(Take(16), bigEndian: true, out _);

    /// <summary>Bytes behind their header.</summary>
    public void WriteBytes(scoped ReadOnlySpan<byte> value)
    {
        WriteVarint(((ulong)value.Length << 1) + 1);
        WriteRaw(value);
    }

    /// <summary>Null in place of bytes or text.</summary>
    public void WriteNullBytes() => WriteByte(0);

    /// <summary>Text behind its header: UTF-8, or UTF-16 where a lone surrogate would not survive that.</summary>
    public void WriteString(string? value)
    {
        if (value is null)
        {
            WriteByte(0);
        }
        else if (value.Length <= WireFormat.ShortText)
        {
            WriteShort(value);
        }
        else
        {
            WriteLong(value);
        }
    }

    /// <summary>Bytes alone.</summary>
    public void WriteRaw(scoped ReadOnlySpan<byte> value)
    {
        while (value.Length > 0)
        {
            if (_position == _span.Length)
            {
                Grow(Math.Min(value.Length, TextChunk));
            }

            var part = value[..Math.Min(value.Length, _span.Length - _position)];
            part.CopyTo(_span[_position..]);
            _position += part.Length;
            value = value[part.Length..];
        }
    }

    /// <summary>The header is one byte when the text is short in bytes as well, which is nearly always.</summary>
    private void WriteShort(string value)
    {
        // Up to 3 bytes a char, behind a header of up to 2.
        if (_span.Length - _position < WireFormat.ShortText * 3 + 2)
        {
            Grow(WireFormat.ShortText * 3 + 2);
        }

        var text = _span[(_position + 1)..];
        if (Utf8.FromUtf16(value, text, out _, out var length, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            WriteUtf16(value);
            return;
        }

        var header = WireFormat.TextHeader(length, isUtf16: false);
        if (header >= 0x80)
        {
            text[..length].CopyTo(text[1..]);
            _span[_position++] = (byte)(header | 0x80);
            header >>= 7;
        }

        _span[_position] = (byte)header;
        _position += 1 + length;
    }

    private void WriteLong(string value)
    {
        if (!IsWellFormed(value))
        {
            WriteUtf16(value);
            return;
        }

        WriteVarint(WireFormat.TextHeader(Encoding.UTF8.GetByteCount(value), isUtf16: false));
        for (ReadOnlySpan<char> rest = value; rest.Length > 0;)
        {
            if (_span.Length - _position < 4)
            {
                Grow(Math.Min(rest.Length * 3 + 4, TextChunk));
            }

            _ = Utf8.FromUtf16(rest, _span[_position..], out var read, out var written);
            _position += written;
            rest = rest[read..];
        }
    }

    private void WriteUtf16(string value)
    {
        WriteVarint(WireFormat.TextHeader(value.Length * 2L, isUtf16: true));
        foreach (var letter in value)
        {
            WriteByte((byte)letter);
            WriteByte((byte)(letter >> 8));
        }
    }

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAnyInRange('\uD800', '\uDFFF') is var at and >= 0)
        {
            if (Rune.DecodeFromUtf16(text[at..], out _, out _) != OperationStatus.Done)
            {
                return false;
            }

            text = text[(at + 2)..];
        }

        return true;
    }

    private void WriteLongVarint(ulong value)
    {
        if (_span.Length - _position < 10)
        {
            Grow(10);
        }

        while (value >= 0x80)
        {
            _span[_position++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _span[_position++] = (byte)value;
    }

    private void Deepen()
    {
        if (++_depth > DepthMax)
        {
            throw new NotSupportedException(
                $"Values stand in values more than {DepthMax} deep, or one in itself: that does not travel.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Take(int length)
    {
        if (_span.Length - _position < length)
        {
            Grow(length);
        }

        _position += length;
        return _span.Slice(_position - length, length);
    }

    private void Grow(int length)
    {
        Flush();
        _span = _output.GetSpan(length);
    }
}
