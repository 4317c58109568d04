using System.Buffers;
using System.Buffers.Binary;

namespace Academy.Runtime.Clustering.Transport;

/// <summary>The bytes of a frame: the length of what follows (4 bytes, little-endian), the kind, the body.</summary>
internal static class Frame
{
    internal const int HeaderLength = 5;

    /// <summary>Takes the next frame off a buffer.</summary>
    /// <param name="buffer">What has arrived; what is left when a frame was taken.</param>
    /// <param name="limit">The most that may follow the length.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="body">Its content, part of the buffer.</param>
    /// <returns>False: more must arrive first.</returns>
    /// <exception cref="ProtocolException">No frame begins like this.</exception>
    internal static bool TryRead(
        ref ReadOnlySequence<byte> buffer, int limit, out FrameKind kind, out ReadOnlySequence<byte> body)
    {
        (kind, body) = (default, default);
        if (buffer.Length < HeaderLength)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[HeaderLength];
        buffer.Slice(0, HeaderLength).CopyTo(header);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (length == 0 || length > limit)
        {
            throw new ProtocolException($"A frame of {length} bytes, where {limit} is the most.");
        }

        if (!Enum.IsDefined((FrameKind)header[4]))
        {
            throw new ProtocolException($"A frame of the unknown kind {header[4]}.");
        }

        if (buffer.Length - 4 < length)
        {
            return false;
        }

        kind = (FrameKind)header[4];
        body = buffer.Slice(HeaderLength, length - 1);
        buffer = buffer.Slice(4 + (long)length);
        return true;
    }

    /// <summary>Leaves room for the header; <see cref="End"/> fills it in.</summary>
    internal static void Begin(ArrayBufferWriter<byte> frame)
    {
        frame.ResetWrittenCount();
        frame.GetSpan(HeaderLength);
        frame.Advance(HeaderLength);
    }

    /// <summary>Fills in the header of a frame whose body has been written.</summary>
    internal static ReadOnlyMemory<byte> End(ArrayBufferWriter<byte> frame, FrameKind kind)
    {
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsMemory(frame.WrittenMemory);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.Span, (uint)(bytes.Length - 4));
        bytes.Span[4] = (byte)kind;
        return bytes;
    }

    /// <summary>A frame of its own.</summary>
    internal static byte[] Make(FrameKind kind, ReadOnlySpan<byte> body = default)
    {
        var frame = new byte[HeaderLength + body.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)(1 + body.Length));
        frame[4] = (byte)kind;
        body.CopyTo(frame.AsSpan(HeaderLength));
        return frame;
    }
}

/// <summary>A peer does not speak the protocol: its connection ends.</summary>
internal sealed class ProtocolException(string message) : Exception(message);
