using System.Buffers;
using Academy.Runtime.Calls;
using Academy.Runtime.Clustering.Transport;
using Academy.Runtime.Serialization;
using Orleans.Runtime;

namespace Academy.Runtime.Clustering.Routing;

/// <summary>The calls of one connection, both ways.</summary>
internal sealed class PeerSession : IPeerHandler
{
    private readonly ClusterRouter _router;
    private readonly IPeerConnection _connection;
    private readonly IncomingCalls _incoming;
    private readonly Lock _gate = new();
    private readonly Dictionary<long, RemoteCall> _calls = [];
    private long _lastId;
    private bool _closed;
    private volatile bool _peerIsDone;

    internal PeerSession(ClusterRouter router, IPeerConnection connection)
    {
        (_router, _connection) = (router, connection);
        _incoming = new IncomingCalls(router, this);
    }

    internal SiloAddress Peer => _connection.Peer;

    internal IPeerConnection Connection => _connection;

    /// <summary>Frames of calls that have arrived.</summary>
    internal long Frames { get; private set; }

    internal int CallsInFlight => _calls.Count;

    /// <summary>Sends a whole frame.</summary>
    internal Sent Send(ReadOnlySpan<byte> frame, bool isQuestion) => _connection.Send(frame, isQuestion);

    /// <summary>Sends a call. If this returns <see cref="Sent.Accepted"/>, the session sees to the call's end.</summary>
    internal Sent Ask(RemoteCall call)
    {
        var request = call.Request;
        var id = 0L;
        if (!request.Method.IsOneWay)
        {
            lock (_gate)
            {
                if (_closed)
                {
                    return Sent.Closed;
                }

                if (_calls.Count >= _router.Limits.CallsInFlight)
                {
                    return Sent.Full;
                }

                id = ++_lastId;
                call.Renew();
                _calls.Add(id, call);
            }
        }

        Sent sent;
        try
        {
            sent = Write(call, id);
        }
        catch (Exception exception)
        {
            // What does not travel fails at its caller, and disturbs nobody else.
            Remove(id);
            if (request.Method.IsOneWay)
            {
                _router.Runtime.Log.OneWayFailure(exception, request.Name, call.Target.GrainId.ToString());
            }

            request.Fail(exception);
            return Sent.Accepted;
        }

        if (id == 0)
        {
            return sent;
        }

        if (sent != Sent.Accepted)
        {
            Remove(id);
            return sent;
        }

        if (!call.MarkSent())
        {
            OnLost(call);
        }
        else if (request.Cancellation.CanBeCanceled)
        {
            call.Cancellation = request.Cancellation.UnsafeRegister(_ => SendCancel(id), null);
            if (request.Answered)
            {
                // The answer was faster.
                call.Cancellation.Unregister();
            }
        }

        return Sent.Accepted;
    }

    /// <summary>Tells callers whose time is over.</summary>
    internal void ExpireUntil(int now)
    {
        List<KeyValuePair<long, RemoteCall>>? late = null;
        lock (_gate)
        {
            foreach (var entry in _calls)
            {
                if (entry.Value.Deadline <= now)
                {
                    (late ??= []).Add(entry);
                }
            }
        }

        foreach (var (id, call) in late ?? [])
        {
            if (Remove(id) is not null)
            {
                call.Cancellation.Unregister();
                _router.Expire(call);
                if (call.Request.Method.TakesCancellation)
                {
                    SendCancel(id);
                }
            }
        }
    }

    /// <summary>Begins nothing any more for the peer, answers what was begun, and says goodbye.</summary>
    internal async Task CloseAsync(TimeSpan limit)
    {
        var isDone = await _incoming.FinishAsync(limit);
        await _connection.CloseAsync(isDone, limit);
    }

    public void OnFrame(IPeerConnection connection, FrameKind kind, in ReadOnlySequence<byte> body)
    {
        Frames++;
        if (body.IsSingleSegment)
        {
            OnFrame(kind, body.FirstSpan);
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent((int)body.Length);
        body.CopyTo(rented);
        try
        {
            OnFrame(kind, rented.AsSpan(0, (int)body.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public void OnClosed(IPeerConnection connection, Exception? failure)
    {
        RemoteCall[] lost;
        lock (_gate)
        {
            _closed = true;
            lost = [.. _calls.Values];
            _calls.Clear();
        }

        _router.OnClosed(this, failure, lost.Length);
        foreach (var call in lost)
        {
            if (call.MarkLost())
            {
                call.Cancellation.Unregister();
                OnLost(call);
            }
        }
    }

    private void OnLost(RemoteCall call)
    {
        if (_peerIsDone)
        {
            _router.OnUnbegun(call, Peer);
        }
        else
        {
            _router.OnLost(call, Peer);
        }
    }

    private Sent Write(RemoteCall call, long id)
    {
        var (target, request) = (call.Target, call.Request);
        var frame = Scratch.Begin();
        var writer = new WireWriter(frame, _router.Runtime);
        new CallHeader
        {
            Id = id,
            Method = request.Method.WireId,
            Version = _router.Membership.View.Version,
            TimeLeft = _router.TimeLeft(call),
            Hops = request.Caller is RemoteCaller { Id: 0 } sender ? sender.Hops + 1 : 0,
            IsCancellable = request.Cancellation.CanBeCanceled,
            Type = target.GrainClass is { } grainClass ? grainClass.WireName : default,
            Key = target.Key,
            HasContext = request.Context is not null,
        }.Write(ref writer);
        if (request.Context is not null)
        {
            WireContextValues.Write(ref writer, request.Context);
        }

        request.WriteArguments(ref writer);
        writer.Flush();
        Scratch.Check(frame, request, _router.Limits);
        call.Start = _router.Metrics.MeasuresDurations ? _router.Runtime.Time.GetTimestamp() : 0;
        return Send(Frame.End(frame, id == 0 ? FrameKind.OneWay : FrameKind.Request).Span, isQuestion: true);
    }

    private void OnFrame(FrameKind kind, ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new WireReader(body, _router.Runtime);
            switch (kind)
            {
                case FrameKind.Request or FrameKind.OneWay:
                    _incoming.Take(body);
                    break;
                case FrameKind.Response:
                    OnResponse(ref reader);
                    break;
                case FrameKind.Goodbye:
                    _peerIsDone = reader.ReadByte() == 1;
                    break;
                case FrameKind.Cancel:
                    _incoming.Cancel((long)reader.ReadVarint());
                    break;
                default:
                    throw new ProtocolException($"{kind} after the handshake.");
            }
        }
        catch (WireFormatException exception)
        {
            // The frame's own head cannot be read: nothing that follows can be believed.
            throw new ProtocolException($"{kind}: {exception.Message}");
        }
    }

    private void OnResponse(ref WireReader reader)
    {
        var call = Remove((long)reader.ReadVarint());
        var ending = (Ending)reader.ReadByte();
        if (call is null)
        {
            // It came too late: nobody waits any more.
            return;
        }

        call.Cancellation.Unregister();
        if (call.Start != 0)
        {
            _router.Metrics.CountDuration(_router.Runtime.Time.GetElapsedTime(call.Start));
        }

        if (ending == Ending.Rejected)
        {
            _router.OnRejected(call, Peer, (Rejection)reader.ReadByte(), (long)reader.ReadVarint());
            return;
        }

        try
        {
            if (ending == Ending.Answered)
            {
                call.Request.AnswerFrom(ref reader);
            }
            else
            {
                call.Request.Fail(WireExceptions.Read(ref reader));
            }
        }
        catch (Exception exception)
        {
            // What cannot be read, or whose constructor throws, disturbs nobody but its caller.
            call.Request.Fail(exception);
        }
    }

    private void SendCancel(long id)
    {
        var frame = Scratch.Begin();
        var writer = new WireWriter(frame, _router.Runtime);
        writer.WriteVarint((ulong)id);
        writer.Flush();
        Send(Frame.End(frame, FrameKind.Cancel).Span, isQuestion: false);
    }

    private RemoteCall? Remove(long id)
    {
        lock (_gate)
        {
            return _calls.Remove(id, out var call) ? call : null;
        }
    }
}
