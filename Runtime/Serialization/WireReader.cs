using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Academy.Runtime.Serialization;

/// <summary>Reads values from bytes that nobody vouches for: whatever they are, it reads a value or throws
/// <see cref="WireFormatException"/>, and it allocates no more than the bytes there are can fill. Pass it by
/// reference.</summary>
public ref struct WireReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private int _depth;

    /// <param name="bytes">All there is to read.</param>
    /// <param name="context">What references and types mean.</param>
    public WireReader(ReadOnlySpan<byte> bytes, IWireContext context)
    {
        _bytes = bytes;
        Context = context;
    }

    /// <summary>What references and types mean.</summary>
    public IWireContext Context { get; }

    /// <summary>What arguments of the type <see cref="CancellationToken"/> are to be.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>How many bytes have been read.</summary>
    public readonly int Position => _position;

    /// <summary>How many bytes are left.</summary>
    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>An object begins.</summary>
    public void BeginObject() => Deepen();

    /// <summary>The next member of an object; false: there is none, and the object has ended.</summary>
    public bool ReadTag(out uint id, out WireKind kind)
    {
        var tag = ReadVarint();
        if (tag == WireFormat.End)
        {
            (id, kind) = (0, default);
            _depth--;
            return false;
        }

        if (tag < 8 || tag >> 3 > uint.MaxValue)
        {
            throw new WireFormatException($"{tag} is no tag of a member.");
        }

        (id, kind) = ((uint)((tag >> 3) - 1), (WireKind)(tag & 7));
        return true;
    }

    /// <summary>Whether null stands in place of an object; if so, it is read.</summary>
    public bool ReadNullObject() => TryRead(WireFormat.Null);

    /// <summary>A member's or element's shape is as it must be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Expect(WireKind expected, WireKind found)
    {
        if (expected != found)
        {
            throw new WireFormatException($"A value of the shape {found} stands where {expected} is expected.");
        }
    }

    /// <summary>A list begins: how many elements follow before <see cref="EndList"/>; -1: null, which does not
    /// end.</summary>
    public int BeginList(WireKind elements)
    {
        var count = ReadCount(1);
        if (count >= 0)
        {
            Deepen();
            Expect(elements, (WireKind)ReadByte());
        }

        return count;
    }

    /// <summary>A map begins: how many pairs follow before <see cref="EndList"/>; -1: null, which does not
    /// end.</summary>
    public int BeginMap(WireKind keys, WireKind values)
    {
        var count = ReadCount(2);
        if (count >= 0)
        {
            Deepen();
            var kinds = ReadByte();
            Expect(keys, (WireKind)(kinds >> 3));
            Expect(values, (WireKind)(kinds & 7));
        }

        return count;
    }

    /// <summary>A list or map ends.</summary>
    public void EndList() => _depth--;

    /// <summary>A signed whole number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadSigned()
    {
        var value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A whole number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadVarint()
    {
        if ((uint)_position < (uint)_bytes.Length && _bytes[_position] is < 0x80 and var value)
        {
            _position++;
            return value;
        }

        return ReadLongVarint();
    }

    /// <summary>A signed whole number between limits.</summary>
    public long ReadSigned(long min, long max)
    {
        var value = ReadSigned();
        return value >= min && value <= max ? value : throw OutOfRange();
    }

    /// <summary>A whole number up to a limit.</summary>
    public ulong ReadVarint(ulong max)
    {
        var value = ReadVarint();
        return value <= max ? value : throw OutOfRange();
    }

    /// <summary>One byte.</summary>
    public byte ReadByte()
    {
        if ((uint)_position >= (uint)_bytes.Length)
        {
            throw TooShort();
        }

        return _bytes[_position++];
    }

    /// <summary>Four bytes.</summary>
    public uint ReadFixed32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadRaw(4));

    /// <summary>Eight bytes.</summary>
    public ulong ReadFixed64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadRaw(8));

    /// <summary>Sixteen bytes.</summary>
    public UInt128 ReadFixed128() => BinaryPrimitives.ReadUInt128LittleEndian(ReadRaw(16));

    /// <summary>Sixteen bytes, in the order in which the id is written.</summary>
    public Guid ReadGuid() => new(ReadRaw(16), bigEndian: true);

    /// <summary>Bytes behind their header; false: null. They are part of what is read: copy what is to be
    /// kept.</summary>
    public bool ReadBytes(out ReadOnlySpan<byte> value)
    {
        var length = ReadHeader(out var isUtf16);
        if (length >= 0 && isUtf16)
        {
            throw new WireFormatException("Text stands where bytes are expected.");
        }

        value = length < 0 ? default : ReadRaw(length);
        return length >= 0;
    }

    /// <summary>Text behind its header.</summary>
    public string? ReadString()
    {
        var length = ReadHeader(out var isUtf16);
        if (length < 0)
        {
            return null;
        }

        var bytes = ReadRaw(length);
        if (isUtf16)
        {
            return ReadUtf16(bytes);
        }

        // What does not decode exactly would come out as other text than was sent.
        return Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes) : throw new WireFormatException("Text is not in UTF-8.");
    }

    /// <summary>So many bytes alone. They are part of what is read: copy what is to be kept.</summary>
    public ReadOnlySpan<byte> ReadRaw(int length)
    {
        if ((uint)length > (uint)Remaining)
        {
            throw TooShort();
        }

        _position += length;
        return _bytes.Slice(_position - length, length);
    }

    /// <summary>Reads over a value that nobody knows.</summary>
    public void Skip(WireKind kind)
    {
        switch (kind)
        {
            case WireKind.Varint:
                ReadVarint();
                break;
            case WireKind.Fixed32:
                ReadRaw(4);
                break;
            case WireKind.Fixed64:
                ReadRaw(8);
                break;
            case WireKind.Fixed128:
                ReadRaw(16);
                break;
            case WireKind.Bytes:
                ReadRaw(Math.Max(0, ReadHeader(out _)));
                break;
            case WireKind.Object:
                SkipObject();
                break;
            case WireKind.List:
                SkipList();
                break;
            case WireKind.Map:
                SkipMap();
                break;
            default:
                throw new WireFormatException($"{(int)kind} is no shape of a value.");
        }
    }

    /// <summary>Nothing may be left.</summary>
    public readonly void ExpectEnd()
    {
        if (Remaining > 0)
        {
            throw new WireFormatException($"{Remaining} bytes are left over.");
        }
    }

    /// <summary>Whether an object of another type than the declared one stands here. The number of its type and the
    /// object follow, and then <see cref="EndDerived"/>.</summary>
    internal bool BeginDerived()
    {
        if (!TryRead(WireFormat.Derived))
        {
            return false;
        }

        Deepen();
        return true;
    }

    internal void EndDerived() => _depth--;

    private bool TryRead(byte mark)
    {
        if ((uint)_position < (uint)_bytes.Length && _bytes[_position] == mark)
        {
            _position++;
            return true;
        }

        return false;
    }

    private void SkipObject()
    {
        if (ReadNullObject())
        {
            return;
        }

        if (BeginDerived())
        {
            ReadFixed32();
            SkipObject();
            EndDerived();
            return;
        }

        BeginObject();
        while (ReadTag(out _, out var kind))
        {
            Skip(kind);
        }
    }

    private void SkipList()
    {
        var count = ReadCount(1);
        if (count < 0)
        {
            return;
        }

        Deepen();
        var kind = (WireKind)ReadByte();
        for (var index = 0; index < count; index++)
        {
            Skip(kind);
        }

        EndList();
    }

    private void SkipMap()
    {
        var count = ReadCount(2);
        if (count < 0)
        {
            return;
        }

        Deepen();
        var kinds = ReadByte();
        for (var index = 0; index < count; index++)
        {
            Skip((WireKind)(kinds >> 3));
            Skip((WireKind)(kinds & 7));
        }

        EndList();
    }

    /// <summary>A count that the bytes that are left can hold; -1: null.</summary>
    private int ReadCount(int bytesEach)
    {
        var header = ReadVarint();
        return header == 0 ? -1
            : header - 1 <= (ulong)(Remaining / bytesEach) ? (int)(header - 1)
            : throw TooShort();
    }

    /// <summary>A length that the bytes that are left have; -1: null.</summary>
    private int ReadHeader(out bool isUtf16)
    {
        var header = ReadVarint();
        isUtf16 = header > 0 && ((header - 1) & 1) != 0;
        return header == 0 ? -1
            : (header - 1) >> 1 <= (ulong)Remaining ? (int)((header - 1) >> 1)
            : throw TooShort();
    }

    private static string ReadUtf16(ReadOnlySpan<byte> bytes)
    {
        if ((bytes.Length & 1) != 0)
        {
            throw new WireFormatException("Text in UTF-16 has an odd length.");
        }

        return string.Create(bytes.Length / 2, bytes, static (text, bytes) =>
        {
            for (var index = 0; index < text.Length; index++)
            {
                text[index] = (char)BinaryPrimitives.ReadUInt16LittleEndian(bytes[(index * 2)..]);
            }
        });
    }

    private ulong ReadLongVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = ReadByte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return shift == 63 && part > 1 ? throw new WireFormatException("A number is too large.") : value;
            }
        }

        throw new WireFormatException("A number does not end.");
    }

    private void Deepen()
    {
        if (++_depth > WireWriter.DepthMax)
        {
            throw new WireFormatException($"Values stand in values more than {WireWriter.DepthMax} deep.");
        }
    }

    private static WireFormatException OutOfRange() => new("A number is out of its type's range.");

    private static WireFormatException TooShort() => new("The bytes end before the value does.");
}
