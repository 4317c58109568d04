using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Academy.Runtime.Calls;
using Academy.Runtime.Clustering.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Academy.Runtime.Clustering.Routing;

/// <summary>
/// Brings requests to the process that owns their grain: this one, or the one at the other end of a connection. What was not begun
/// is tried again, wherever its owner then is, until its time is over. What was sent and lost is repeated only if that
/// can do no harm.
/// </summary>
internal sealed class ClusterRouter : IGrainRouter, IDisposable
{
    private readonly LocalRouter _local;
    private readonly ClusteringOptions _options;
    private readonly ConcurrentDictionary<(string Name, long Generation), PeerSession> _sessions = new();
    private readonly WaitingRoom _waiting;
    private readonly Lock _gate = new();
    private (long Sent, long Received, long Frames) _past;

    internal ClusterRouter(
        GrainRuntime runtime, LocalRouter local, IClusterMembership membership, ClusteringOptions options)
    {
        (Runtime, _local, Membership, _options) = (runtime, local, membership, options);
        Log = new ClusterLog(runtime.ServiceProvider.GetRequiredService<ILogger<ClusterNode>>());
        Metrics = new ClusterMetrics(runtime.ServiceProvider.GetRequiredService<IMeterFactory>(), this);
        _waiting = new WaitingRoom(options.WaitingCalls, runtime.Time, TryAgain);
    }

    internal GrainRuntime Runtime { get; }

    internal IClusterMembership Membership { get; }

    internal ClusterLog Log { get; }

    internal ClusterMetrics Metrics { get; }

    internal TransportLimits Limits => _options.Limits;

    internal ICollection<PeerSession> Sessions => _sessions.Values;

    internal int WaitingCalls => _waiting.Count;

    /// <summary>All that went over connections, those that have ended included.</summary>
    internal (long Sent, long Received, long Frames) Traffic
    {
        get
        {
            lock (_gate)
            {
                return Sessions.Aggregate(_past, Add);
            }
        }
    }

    public void Route(GrainReference target, GrainRequest request)
    {
        if (Attempt(target, request, call: null) is { } verdict)
        {
            Conclude(verdict, new RemoteCall(target, request, DeadlineOf(request)));
        }
    }

    /// <summary>Tells callers whose time is over. Called from the runtime's clock.</summary>
    public void ExpireUntil(int now)
    {
        foreach (var session in Sessions)
        {
            session.ExpireUntil(now);
        }
    }

    /// <summary>Somebody has seen this version of the view.</summary>
    internal void OnHeard(long version)
    {
        if (version > Membership.View.Version)
        {
            Membership.Refresh();
        }
    }

    /// <summary>A connection stands; one that stood before to the same process has ended, whether we know it or not.</summary>
    internal void OnConnected(PeerSession session)
    {
        PeerSession? before = null;
        _sessions.AddOrUpdate(KeyOf(session.Peer), session, (_, existing) =>
        {
            before = existing;
            return session;
        });
        before?.Connection.Abort(new IOException("The peer has connected anew."));
        Log.Connected(session.Peer);
        _waiting.TryAgain();
    }

    /// <summary>A connection has ended.</summary>
    internal void OnClosed(PeerSession session, Exception? failure, int calls)
    {
        _sessions.TryRemove(new(KeyOf(session.Peer), session));
        lock (_gate)
        {
            _past = Add(_past, session);
        }

        if (failure is null)
        {
            Log.Ended(session.Peer);
            Membership.Refresh();
        }
        else
        {
            Log.Lost(session.Peer, calls, failure.Message);
            Membership.Suspect(session.Peer);
        }
    }

    /// <summary>The view has changed, or has come into force.</summary>
    internal void OnChange() => _waiting.TryAgain();

    /// <summary>A call was sent and its connection lost.</summary>
    internal void OnLost(RemoteCall call, SiloAddress peer)
    {
        call.MayHaveBegun = true;
        if (IsRepeatable(call.Request.Method))
        {
            Conclude(Verdict.Wait, call);
            return;
        }

        Metrics.CountUnknown();
        call.Request.Fail(Unknown(call, peer));
    }

    /// <summary>A call was not begun there.</summary>
    internal void OnRejected(RemoteCall call, SiloAddress peer, Rejection reason, long version)
    {
        if (reason == Rejection.Overloaded)
        {
            call.Request.Fail(new LimitExceededException($"{peer} has too many calls under way."));
            return;
        }

        OnHeard(version);
        OnUnbegun(call, peer);
    }

    /// <summary>A call was sent to a process that ended before it began it.</summary>
    internal void OnUnbegun(RemoteCall call, SiloAddress peer)
    {
        if (call.Target.GrainClass is not null && Membership.View.OwnerOf(call.Target.GrainId) is var owner && owner != peer)
        {
            TryAgain(call);
        }
        else
        {
            Conclude(Verdict.Wait, call);
        }
    }

    internal TimeSpan TimeLeft(RemoteCall call) => Runtime.Clock.Until(call.Deadline);

    /// <summary>A call's time is over.</summary>
    internal void Expire(RemoteCall call)
    {
        var (target, method) = (call.Target, call.Request.Method);
        if (method.IsOneWay)
        {
            Metrics.CountDropped();
            return;
        }

        call.Request.Fail(new TimeoutException(
            $"No answer within {Runtime.TimeoutOf(method)} to {method} of {target.GrainId}."));
    }

    /// <summary>The process ends: nobody waits any longer.</summary>
    internal void Close()
    {
        foreach (var call in _waiting.Close())
        {
            Conclude(Verdict.Stopping, call);
        }
    }

    public void Dispose() => _waiting.Dispose();

    private void TryAgain(RemoteCall call)
    {
        if (call.IsOver(Runtime.Clock.Now))
        {
            Expire(call);
        }
        else if (call.Request.Cancellation.IsCancellationRequested && !call.MayHaveBegun)
        {
            call.Request.Fail(new OperationCanceledException(call.Request.Cancellation));
        }
        else if (Attempt(call.Target, call.Request, call) is { } verdict)
        {
            Conclude(verdict, call);
        }
    }

    /// <summary>Sends a request to wherever its target is now; null: it is there.</summary>
    private Verdict? Attempt(GrainReference target, GrainRequest request, RemoteCall? call)
    {
        if (target.Mailbox is RemoteObserver observer)
        {
            return AttemptObserver(observer, target, request, call);
        }

        if (target.GrainClass is null)
        {
            _local.Route(target, request);
            return null;
        }

        var isFromElsewhere = request.Caller is RemoteCaller { Id: not 0 };
        if (Runtime.IsStopping && (request.Caller is null || isFromElsewhere))
        {
            return isFromElsewhere ? Verdict.WrongOwner : Verdict.Stopping;
        }

        if (_options.Role == MemberRole.Silo && target.GrainClass.IsStatelessWorker)
        {
            _local.Route(target, request);
            return null;
        }

        var grain = target.GrainId;
        var owner = Membership.View.OwnerOf(grain);
        if (IsSelf(owner))
        {
            if (!Membership.MayActivate(grain))
            {
                return Verdict.Wait;
            }

            _local.Route(target, request);
            return null;
        }

        if (isFromElsewhere)
        {
            return Verdict.WrongOwner;
        }

        return owner is not null && _sessions.TryGetValue(KeyOf(owner), out var session)
            ? Send(session, target, request, call) : Verdict.Wait;
    }

    private Verdict? AttemptObserver(
        RemoteObserver observer, GrainReference target, GrainRequest request, RemoteCall? call)
    {
        if (observer.Node is not { } node || Membership.Self is { } self && node == KeyOf(self))
        {
            return Verdict.Gone;
        }

        if (_sessions.TryGetValue(node, out var session))
        {
            return Send(session, target, request, call);
        }

        // A notification that comes late is worth nothing: who wants to be sure asks again.
        return request.Method.IsOneWay || !Membership.View.Members.Any(it => KeyOf(it.Address) == node)
            ? Verdict.Gone : Verdict.Wait;
    }

    private Verdict? Send(PeerSession session, GrainReference target, GrainRequest request, RemoteCall? call)
    {
        if (call is not null)
        {
            Metrics.CountRetried();
        }

        return session.Ask(call ?? new RemoteCall(target, request, DeadlineOf(request))) switch
        {
            Sent.Accepted => null,
            Sent.Full => Verdict.Full,
            _ => Verdict.Wait,
        };
    }

    private void Conclude(Verdict verdict, RemoteCall call)
    {
        var (target, request) = (call.Target, call.Request);
        if (verdict == Verdict.Wait)
        {
            if (target.Mailbox is RemoteObserver && request.Method.IsOneWay)
            {
                verdict = Verdict.Gone;
            }
            else if (_waiting.TryAdd(call))
            {
                return;
            }
            else
            {
                verdict = Runtime.IsStopping ? Verdict.Stopping : Verdict.Full;
            }
        }

        if (request.Method.IsOneWay)
        {
            Metrics.CountDropped();
            return;
        }

        if (verdict is Verdict.WrongOwner or Verdict.Stopping && request.Sink is not null)
        {
            request.TurnAway();
            return;
        }

        if (verdict == Verdict.Full)
        {
            Metrics.CountRefused();
        }

        request.Fail(call.MayHaveBegun ? Unknown(call, peer: null) : verdict switch
        {
            Verdict.Full => new LimitExceededException($"Too many calls wait for {target.GrainId} and its neighbours."),
            Verdict.Stopping => new SiloUnavailableException("The process is stopping."),
            _ => Observers.ObserverMailbox.Gone(target.GrainId),
        });
    }

    private bool IsRepeatable(GrainMethod method) =>
        method.IsReadOnly || method.AlwaysInterleaves
        || method.ParameterTypes.Any(Runtime.Options.RepeatableWith.Contains);

    private int DeadlineOf(GrainRequest request) => request.Deadline > 0
        ? request.Deadline : Runtime.Clock.After(Runtime.Options.CallTimeout);

    private bool IsSelf(SiloAddress? owner) =>
        owner is not null && Membership.Self is { } self && KeyOf(owner) == KeyOf(self);

    private static OutcomeUnknownException Unknown(RemoteCall call, SiloAddress? peer) => new(
        $"{peer?.ToString() ?? "The process"} was lost while it had {call.Request.Method} of {call.Target.GrainId}: "
        + "nobody knows whether it was done.");

    private static (string Name, long Generation) KeyOf(SiloAddress address) => (address.Name, address.Generation);

    private static (long, long, long) Add((long Sent, long Received, long Frames) sum, PeerSession session) => (
        sum.Sent + session.Connection.BytesSent,
        sum.Received + session.Connection.BytesReceived,
        sum.Frames + session.Frames);

    /// <summary>Why a request was not sent.</summary>
    private enum Verdict
    {
        /// <summary>Its target cannot be reached at the moment.</summary>
        Wait,

        /// <summary>There is no room for it.</summary>
        Full,

        /// <summary>It came from elsewhere, and its grain is not here.</summary>
        WrongOwner,

        /// <summary>This process ends.</summary>
        Stopping,

        /// <summary>It is for an observer that is no more.</summary>
        Gone,
    }
}
