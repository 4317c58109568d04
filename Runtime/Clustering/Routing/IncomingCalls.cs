using System.Buffers;
using System.Collections.Concurrent;
using Academy.Runtime.Calls;
using Academy.Runtime.Clustering.Transport;
using Academy.Runtime.Serialization;
using Orleans.Runtime;

namespace Academy.Runtime.Clustering.Routing;

/// <summary>The calls that a peer makes here.</summary>
internal sealed class IncomingCalls(ClusterRouter router, PeerSession session)
{
    private const int HopsMax = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentDictionary<long, CancellationTokenSource> _cancellable = new();
    private int _active;
    private volatile bool _finishing;

    /// <summary>Begins nothing any more; true when everything that was begun is answered, false if that takes too long.</summary>
    internal async Task<bool> FinishAsync(TimeSpan limit)
    {
        _finishing = true;
        Interlocked.MemoryBarrier();
        var time = router.Runtime.Time;
        for (var start = time.GetTimestamp(); Volatile.Read(ref _active) > 0;)
        {
            if (time.GetElapsedTime(start) > limit)
            {
                return false;
            }

            await Task.Delay(Pause, time);
        }

        return true;
    }

    /// <summary>A call has arrived.</summary>
    /// <exception cref="WireFormatException">Its head cannot be read.</exception>
    internal void Take(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body, router.Runtime);
        var header = default(CallHeader);
        header.Read(ref reader);
        router.OnHeard(header.Version);
        var caller = new RemoteCaller(this, header.Id, header.Hops);
        if (header.Id != 0 && Interlocked.Increment(ref _active) > 2 * router.Limits.CallsInFlight)
        {
            // A peer that keeps to its own limit does not get here but by calls that it has given up.
            Reject(caller, Rejection.Overloaded);
            return;
        }

        if (_finishing)
        {
            if (header.Id != 0)
            {
                Reject(caller, Rejection.WrongOwner);
            }
            else
            {
                router.Metrics.CountDropped();
            }

            return;
        }

        try
        {
            Route(header, caller, body[reader.Position..]);
        }
        catch (Exception exception)
        {
            if (header.Id != 0)
            {
                Answer(caller, exception);
            }
            else
            {
                router.Log.IncomingFailed(exception, session.Peer);
            }
        }
    }

    /// <summary>The caller has cancelled.</summary>
    internal void Cancel(long id)
    {
        if (_cancellable.TryRemove(id, out var source))
        {
            // On the thread pool: what the grain's code does then must not hold up the connection.
            _ = source.CancelAsync();
        }
    }

    /// <summary>Sends what a call from there has resulted in.</summary>
    internal void Answer(RemoteCaller caller, GrainRequest request)
    {
        var frame = Scratch.Begin();
        try
        {
            var writer = new WireWriter(frame, router.Runtime);
            writer.WriteVarint((ulong)caller.Id);
            writer.WriteByte((byte)Ending.Answered);
            request.WriteResult(ref writer);
            writer.Flush();
            Scratch.Check(frame, request, router.Limits);
        }
        catch (Exception exception)
        {
            Answer(caller, exception);
            return;
        }

        Respond(caller, frame);
    }

    /// <summary>Sends how a call from there has failed.</summary>
    internal void Answer(RemoteCaller caller, Exception exception)
    {
        var frame = Scratch.Begin();
        var writer = new WireWriter(frame, router.Runtime);
        writer.WriteVarint((ulong)caller.Id);
        writer.WriteByte((byte)Ending.Failed);
        WireExceptions.Write(ref writer, exception);
        writer.Flush();
        Respond(caller, frame);
    }

    /// <summary>Says that a call from there has not begun.</summary>
    internal void Reject(RemoteCaller caller, Rejection reason)
    {
        router.Metrics.CountRejected();
        var frame = Scratch.Begin();
        var writer = new WireWriter(frame, router.Runtime);
        writer.WriteVarint((ulong)caller.Id);
        writer.WriteByte((byte)Ending.Rejected);
        writer.WriteByte((byte)reason);
        writer.WriteVarint((ulong)router.Membership.View.Version);
        writer.Flush();
        Respond(caller, frame);
    }

    private void Respond(RemoteCaller caller, ArrayBufferWriter<byte> frame)
    {
        Forget(caller);
        if (session.Send(Frame.End(frame, FrameKind.Response).Span, isQuestion: false) == Sent.Full)
        {
            session.Connection.Abort(new IOException("The peer asks and does not read the answers."));
        }
    }

    /// <summary>A call has its answer.</summary>
    private void Forget(RemoteCaller caller)
    {
        Interlocked.Decrement(ref _active);
        if (caller.Cancellation is not null)
        {
            _cancellable.TryRemove(caller.Id, out _);
        }
    }

    private void Route(in CallHeader header, RemoteCaller caller, ReadOnlySpan<byte> rest)
    {
        var runtime = router.Runtime;
        if (!runtime.Types.TryFind(header.Method, out var method, out var read))
        {
            throw new OrleansException($"No grain interface here has a method of the number {header.Method:x8}: another release?");
        }

        if (header.IsCancellable && !method.IsOneWay)
        {
            caller.Cancellation = _cancellable.GetOrAdd(header.Id, static _ => new CancellationTokenSource());
        }

        var reader = new WireReader(rest, runtime) { Cancellation = caller.Cancellation?.Token ?? default };
        var context = header.HasContext ? WireContextValues.Read(ref reader) : null;
        var request = read(ref reader);
        request.Sink = caller;
        request.Context = context;
        if (!method.IsOneWay)
        {
            request.Deadline = runtime.Clock.After(header.TimeLeft);
        }
        else if (header.Hops > HopsMax)
        {
            router.Metrics.CountDropped();
            return;
        }

        router.Route(runtime.ReferTo(header.Type, header.Key), request);
    }
}
