using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Academy.Runtime.Clustering.Transport;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Academy.Runtime.Clustering.Routing;

/// <summary>
/// This process's connections: one with every other member that it may call or that may call it. Clients dial silos; of two silos the one
/// whose name sorts first dials.
/// </summary>
internal sealed class ClusterNode : IHostedService, IClusterListener, IAsyncDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromSeconds(5);

    private readonly GrainRuntime _runtime;
    private readonly ClusterRouter _router;
    private readonly ClusteringOptions _options;
    private readonly Endpoint _endpoint;
    private readonly ConcurrentDictionary<SiloAddress, CancellationTokenSource> _dialed = new();
    private readonly ConcurrentDictionary<PeerConnection, Task> _running = new();
    private readonly CancellationTokenSource _stopping = new();
    private int _handshakes;
    private ClusterView _view = ClusterView.Empty;
    private IDisposable? _subscription;
    private Task _accepting = Task.CompletedTask;

    internal ClusterNode(GrainRuntime runtime, ClusterRouter router, ClusteringOptions options, ILoggerFactory logs)
    {
        (_runtime, _router, _options) = (runtime, router, options);
        var handshake = new Handshake(
            options.ClusterId, options.Secret, () => router.Membership.Self, options.Role);
        _endpoint = new Endpoint(handshake, options.Certificate, options.Limits, runtime.Time, logs);
    }

    public IPEndPoint? EndPoint { get; private set; }

    private IClusterMembership Membership => _router.Membership;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.Role == MemberRole.Silo)
        {
            EndPoint = await _endpoint.BindAsync(_options.Listen, cancellationToken);
            _router.Log.Listening(EndPoint);
            _accepting = AcceptAsync();
        }

        _subscription = Membership.OnChange(OnChange);
        OnChange(Membership.View);
    }

    /// <summary>By now the membership has handed over: what is left is to say goodbye.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        await _stopping.CancelAsync();
        _router.Close();
        await _endpoint.UnbindAsync();
        await _accepting;
        await Task.WhenAll(_router.Sessions.Select(it => it.CloseAsync(_options.Limits.SilenceLimit)));
        await Task.WhenAll(_running.Values);
    }

    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        await _stopping.CancelAsync();
        foreach (var session in _router.Sessions)
        {
            session.Connection.Abort(null);
        }

        await _endpoint.DisposeAsync();
        _router.Dispose();
    }

    private void OnChange(ClusterView view)
    {
        var before = Interlocked.Exchange(ref _view, view);
        foreach (var gone in before.Members.Where(it => view.Find(it.Address) is null))
        {
            Leave(gone.Address);
        }

        foreach (var member in view.Members.Where(Dials))
        {
            if (!_dialed.ContainsKey(member.Address))
            {
                var ended = _dialed[member.Address] = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
                _ = Task.Run(() => DialAsync(member.Address, ended.Token), CancellationToken.None);
            }
        }

        _router.OnChange();
    }

    private bool Dials(Member member) => Membership.Self is { } self
        && member.Role == MemberRole.Silo
        && member.Address != self
        && (_options.Role == MemberRole.Client || string.CompareOrdinal(self.Name, member.Address.Name) < 0);

    /// <summary>A member is none any more: whatever it still has to say, nobody listens.</summary>
    private void Leave(SiloAddress member)
    {
        if (_dialed.TryRemove(member, out var ended))
        {
            ended.Cancel();
        }

        foreach (var session in _router.Sessions.Where(it =>
            it.Peer.Name == member.Name && it.Peer.Generation == member.Generation))
        {
            session.Connection.Abort(new IOException("It is no member of the cluster any more."));
        }
    }

    /// <summary>Keeps a connection to a member for as long as it is one.</summary>
    private async Task DialAsync(SiloAddress member, CancellationToken ended)
    {
        var pause = ShortestPause;
        var since = _runtime.Time.GetTimestamp();
        var told = false;
        while (!ended.IsCancellationRequested)
        {
            try
            {
                var connection = await _endpoint.DialAsync(member, ended);
                await RunAsync(connection);
                (pause, since, told) = (ShortestPause, _runtime.Time.GetTimestamp(), false);
            }
            catch (HandshakeException refusal) when (refusal.Code != RefusalCode.NotNow)
            {
                Tell(() => _router.Log.Refused(member.ToString(), refusal.Code, refusal.Message));
                pause = PauseAfterRefusal;
            }
            catch (Exception exception) when (!ended.IsCancellationRequested)
            {
                if (_runtime.Time.GetElapsedTime(since) > _options.Limits.PatienceWithMembers)
                {
                    Tell(() => _router.Log.Unreachable(member, member.Host, member.Port, exception.Message));
                    Membership.Suspect(member);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(pause, _runtime.Time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause == PauseAfterRefusal ? ShortestPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        void Tell(Action log)
        {
            if (!told)
            {
                told = true;
                log();
            }
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                if (await _endpoint.AcceptAsync() is not { } connection)
                {
                    return;
                }

                if (Interlocked.Increment(ref _handshakes) > _options.Limits.Handshakes)
                {
                    Interlocked.Decrement(ref _handshakes);
                    connection.Abort();
                    await connection.DisposeAsync();
                    continue;
                }

                _ = Task.Run(() => AnswerAsync(connection), CancellationToken.None);
            }
            catch (Exception exception) when (!_stopping.IsCancellationRequested)
            {
                _router.Log.ListenerFailed(exception);
                await Task.Delay(LongestPause, _runtime.Time, _stopping.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task AnswerAsync(ConnectionContext accepted)
    {
        var where = accepted.RemoteEndPoint;
        try
        {
            PeerConnection connection;
            try
            {
                (connection, _) = await _endpoint.AnswerAsync(accepted, ObjectionTo);
            }
            finally
            {
                Interlocked.Decrement(ref _handshakes);
            }

            await RunAsync(connection);
        }
        catch (HandshakeException refusal)
        {
            if (refusal.Code != RefusalCode.NotNow)
            {
                _router.Log.Refused(refusal.Peer?.ToString() ?? where?.ToString() ?? "?", refusal.Code, refusal.Message);
            }
        }
        catch (Exception exception)
        {
            _router.Log.Stranger(where, exception.Message);
        }
    }

    private Refusal? ObjectionTo(SiloAddress dialer) =>
        Membership.View.Members.Any(it =>
            it.Address.Name == dialer.Name && it.Address.Generation > dialer.Generation)
            ? new(RefusalCode.Replaced, $"{dialer} has been replaced.")
        : _stopping.IsCancellationRequested ? new(RefusalCode.NotNow, "This process stops.")
        : null;

    /// <summary>A connection's life.</summary>
    private async Task RunAsync(PeerConnection connection)
    {
        var session = new PeerSession(_router, connection);
        _router.OnConnected(session);
        var run = connection.RunAsync(session);
        _running[connection] = run;
        await run;
        _running.TryRemove(connection, out _);
    }
}
