using System.Buffers;
using Academy.Runtime.Clustering.Transport;

namespace Academy.Runtime.Tests.Clustering;

/// <summary>Frames, whatever arrives.</summary>
public sealed class FrameTests
{
    private const int Limit = 1000;

    [Fact]
    public void Frames_are_read_however_they_are_cut()
    {
        byte[] sent = [.. Frame.Make(FrameKind.Request, [1, 2, 3]), .. Frame.Make(FrameKind.Ping), .. Frame.Make(FrameKind.Response, [4])];
        for (var cut = 0; cut <= sent.Length; cut++)
        {
            var buffer = Segment.Join(sent[..cut], sent[cut..]);
            Assert.Equal(FrameKind.Request, Next(ref buffer, [1, 2, 3]));
            Assert.Equal(FrameKind.Ping, Next(ref buffer, []));
            Assert.Equal(FrameKind.Response, Next(ref buffer, [4]));
            Assert.True(buffer.IsEmpty);
        }
    }

    [Fact]
    public void Half_a_frame_is_none_yet()
    {
        var whole = Frame.Make(FrameKind.Request, [1, 2, 3]);
        for (var length = 0; length < whole.Length; length++)
        {
            var buffer = new ReadOnlySequence<byte>(whole.AsMemory(0, length));
            Assert.False(Frame.TryRead(ref buffer, Limit, out _, out _));
            Assert.Equal(length, buffer.Length);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0, 16 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 16 })]
    [InlineData(new byte[] { 0xE9, 0x03, 0, 0, 16 })]
    [InlineData(new byte[] { 2, 0, 0, 0, 99 })]
    [InlineData(new byte[] { (byte)'G', (byte)'E', (byte)'T', (byte)' ', (byte)'/' })]
    public void What_is_no_frame_is_refused_before_it_is_waited_for(byte[] bytes)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);
        Assert.Throws<ProtocolException>(() => Frame.TryRead(ref buffer, Limit, out _, out _));
    }

    [Fact]
    public void The_longest_frame_is_taken()
    {
        var buffer = new ReadOnlySequence<byte>(Frame.Make(FrameKind.Request, new byte[Limit - 1]));
        Assert.True(Frame.TryRead(ref buffer, Limit, out _, out var body));
        Assert.Equal(Limit - 1, body.Length);
    }

    private static FrameKind Next(ref ReadOnlySequence<byte> buffer, byte[] expected)
    {
        Assert.True(Frame.TryRead(ref buffer, Limit, out var kind, out var body));
        Assert.Equal(expected, body.ToArray());
        return kind;
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Join(byte[] first, byte[] second)
        {
            var head = new Segment { Memory = first };
            var tail = new Segment { Memory = second, RunningIndex = first.Length };
            head.Next = tail;
            return new ReadOnlySequence<byte>(head, 0, tail, second.Length);
        }
    }
}
