using System.Buffers;
using Academy.Runtime.Calls;
using Academy.Runtime.Clustering.Transport;
using Orleans.Runtime;

namespace Academy.Runtime.Clustering.Routing;

/// <summary>Where a thread puts a frame together.</summary>
internal static class Scratch
{
    private const int KeptBytes = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _frame;

    internal static ArrayBufferWriter<byte> Begin()
    {
        if (_frame is not { Capacity: <= KeptBytes } frame)
        {
            _frame = frame = new ArrayBufferWriter<byte>(1024);
        }

        Frame.Begin(frame);
        return frame;
    }

    /// <exception cref="OrleansException">It is too long to be sent.</exception>
    internal static void Check(ArrayBufferWriter<byte> frame, GrainRequest request, TransportLimits limits)
    {
        if (frame.WrittenCount > limits.FrameBytes)
        {
            throw new OrleansException(
                $"What {request.Name} carries is {frame.WrittenCount} bytes long, and {limits.FrameBytes} may be sent.");
        }
    }
}
