using System.Buffers.Binary;
using System.Text;

namespace Academy.Load;

/// <summary>As much of RFC 6455 as a client of one server needs.</summary>
internal static class WebSocketFrames
{
    /// <summary>Frames of a server are not masked.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> payload, out int size, out bool isClose)
    {
        payload = default;
        (size, isClose) = (0, false);
        if (bytes.Length < 2)
            return false;
        var (header, length) = (bytes[1] & 0x7F) switch
        {
            126 => bytes.Length < 4 ? (4, int.MaxValue) : (4, BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])),
            127 => bytes.Length < 10 ? (10, int.MaxValue) : (10, (int)BinaryPrimitives.ReadInt64BigEndian(bytes[2..])),
            var small => (2, small),
        };
        if (length > bytes.Length - header)
            return false;
        isClose = (bytes[0] & 0x0F) == 8;
        size = header + length;
        payload = bytes.Slice(header, length);
        return true;
    }

    /// <summary>A message of SignalR. Frames of a client are masked; with zeros, the text stays as it is.</summary>
    public static byte[] Text(string text)
    {
        var payload = Encoding.UTF8.GetBytes(text + '\u001e');
        var extended = payload.Length >= 126;
        var frame = new byte[(extended ? 8 : 6) + payload.Length];
        frame[0] = 0x81;
        frame[1] = (byte)(0x80 | (extended ? 126 : payload.Length));
        if (extended)
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        payload.CopyTo(frame, frame.Length - payload.Length);
        return frame;
    }
}
