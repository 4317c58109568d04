using System.Buffers;
using System.IO.Pipelines;

namespace Academy.Runtime.Clustering.Transport;

/// <summary>A way to a peer, for frames: a connection, or a simulation's.</summary>
internal interface IPeerConnection
{
    /// <summary>Who is at the other end.</summary>
    SiloAddress Peer { get; }

    long BytesSent { get; }

    long BytesReceived { get; }

    /// <summary>Sends a whole frame, from any thread.</summary>
    Sent Send(ReadOnlySpan<byte> frame, bool isQuestion);

    /// <summary>Ends it at once; the first reason counts.</summary>
    /// <param name="failure">Null: it is no failure.</param>
    void Abort(Exception? failure);

    /// <summary>Says goodbye, sends what waits, and ends it.</summary>
    /// <param name="isDone">Whether everything that was begun for the peer was answered: it may ask others for the rest.</param>
    /// <param name="limit">Gives up waiting for the peer.</param>
    Task CloseAsync(bool isDone, TimeSpan limit);
}

/// <summary>What is done with what a peer sends.</summary>
internal interface IPeerHandler
{
    /// <summary>A frame has arrived; called one at a time, in order. The body is gone when this returns.</summary>
    void OnFrame(IPeerConnection connection, FrameKind kind, in ReadOnlySequence<byte> body);

    /// <summary>The connection has ended; called once, after the last frame.</summary>
    /// <param name="connection">Which.</param>
    /// <param name="failure">Null: the peer said goodbye, or this process closed it.</param>
    void OnClosed(IPeerConnection connection, Exception? failure);
}

/// <summary>
/// One connection to a peer after the handshake: frames both ways. It ends by itself when the peer ends it, breaks the protocol, or has
/// given no sign of life for too long.
/// </summary>
internal sealed class PeerConnection : IPeerConnection, IAsyncDisposable
{
    private static readonly byte[] Ping = Frame.Make(FrameKind.Ping);
    private static readonly byte[] Pong = Frame.Make(FrameKind.Pong);

    private readonly Channel _channel;
    private readonly TransportLimits _limits;
    private readonly TimeProvider _time;
    private readonly SendQueue _sending;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _pulse;
    private long _heard;
    private long _beat;
    private long _received;
    private int _closing;
    private volatile bool _leaving;
    private Exception? _failure;

    internal PeerConnection(SiloAddress peer, Channel channel, TransportLimits limits, TimeProvider time)
    {
        (Peer, _channel, _limits, _time) = (peer, channel, limits, time);
        _sending = new SendQueue(channel.Output, limits.WaitingBytes);
        _heard = _beat = time.GetTimestamp();
    }

    public SiloAddress Peer { get; }

    /// <summary>Completes when the last frame has been handled.</summary>
    internal Task Ended => _ended.Task;

    /// <summary>What waits because the peer reads slowly.</summary>
    internal int BytesWaiting => _sending.Waiting;

    public long BytesSent => _sending.Bytes;

    public long BytesReceived => Volatile.Read(ref _received);

    public Sent Send(ReadOnlySpan<byte> frame, bool isQuestion) => _sending.Send(frame, isQuestion);

    /// <summary>Handles what arrives until the connection ends.</summary>
    internal async Task RunAsync(IPeerHandler handler)
    {
        using (ExecutionContext.SuppressFlow())
        {
            _pulse = _time.CreateTimer(
                static it => ((PeerConnection)it!).OnPulse(), this, _limits.PingInterval, _limits.PingInterval);
        }

        try
        {
            await ReadAsync(handler).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Abort(_leaving ? null : exception);
        }

        await DisposeAsync().ConfigureAwait(false);
        try
        {
            handler.OnClosed(this, _failure);
        }
        finally
        {
            _ended.SetResult();
        }
    }

    public void Abort(Exception? failure)
    {
        if (Interlocked.Exchange(ref _closing, 1) == 0)
        {
            _failure = failure;
            _channel.Abort();
        }
    }

    public async Task CloseAsync(bool isDone, TimeSpan limit)
    {
        _leaving = true;
        _sending.Send(Frame.Make(FrameKind.Goodbye, [isDone ? (byte)1 : (byte)0]), isQuestion: false);
        try
        {
            await _sending.FinishAsync().WaitAsync(limit, _time).ConfigureAwait(false);
            // The peer closes when it has read that. Closing here would drop what it is still sending, and a reset would
            // take the goodbye along.
            await Ended.WaitAsync(limit, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The peer does not read.
        }

        Abort(null);
    }

    public async ValueTask DisposeAsync()
    {
        _pulse?.Dispose();
        _sending.Close();
        Abort(null);
        await _channel.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ReadAsync(IPeerHandler handler)
    {
        while (true)
        {
            var read = await _channel.Input.ReadAsync().ConfigureAwait(false);
            Volatile.Write(ref _heard, _time.GetTimestamp());
            var rest = read.Buffer;
            var before = rest.Length;
            while (Frame.TryRead(ref rest, _limits.FrameBytes, out var kind, out var body))
            {
                switch (kind)
                {
                    case FrameKind.Ping:
                        _sending.Send(Pong, isQuestion: false);
                        break;
                    case FrameKind.Pong:
                        break;
                    case FrameKind.Goodbye:
                        handler.OnFrame(this, kind, body);
                        Abort(null);
                        return;
                    default:
                        handler.OnFrame(this, kind, body);
                        break;
                }
            }

            _received += before - rest.Length;
            _channel.Input.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted || read.IsCanceled)
            {
                throw new IOException("The peer has closed the connection.");
            }
        }
    }

    /// <summary>Asks for a sign of life, or concludes that there will be none.</summary>
    private void OnPulse()
    {
        // If this process itself was held up, the peer is not to blame.
        var since = _time.GetElapsedTime(_beat);
        _beat = _time.GetTimestamp();
        if (since > 2 * _limits.PingInterval)
        {
            Volatile.Write(ref _heard, _beat);
        }

        if (_time.GetElapsedTime(Volatile.Read(ref _heard)) > _limits.SilenceLimit)
        {
            Abort(new IOException($"No sign of life for {_limits.SilenceLimit.TotalSeconds:0.#} s."));
        }
        else if (_sending.Send(Ping, isQuestion: true) == Sent.Closed)
        {
            Abort(new IOException("The peer takes nothing any more."));
        }
    }
}
