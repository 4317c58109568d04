using System.Buffers;
using System.Threading.Channels;
using Academy.Runtime.Clustering.Transport;

namespace Academy.Runtime.Tests.Clustering;

/// <summary>Takes down what a connection brings.</summary>
internal sealed class Collector : IPeerHandler
{
    private readonly Channel<(FrameKind Kind, string Body)> _frames = System.Threading.Channels.Channel.CreateUnbounded<(FrameKind, string)>();
    private readonly TaskCompletionSource<Exception?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The next frame; its body as hexadecimal text.</summary>
    public Task<(FrameKind Kind, string Body)> Next => _frames.Reader.ReadAsync().AsTask();

    /// <summary>Why the connection has ended; null: on purpose.</summary>
    public Task<Exception?> Closed => _closed.Task;

    public void OnFrame(IPeerConnection connection, FrameKind kind, in ReadOnlySequence<byte> body) =>
        _frames.Writer.TryWrite((kind, Convert.ToHexString(body.ToArray())));

    public void OnClosed(IPeerConnection connection, Exception? failure) => _closed.SetResult(failure);
}
