using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Academy.Runtime.Clustering.Transport;

/// <summary>Makes connections to peers and takes theirs, handshake included, on Kestrel's sockets.</summary>
internal sealed class Endpoint : IAsyncDisposable
{
    private readonly Handshake _handshake;
    private readonly X509Certificate2? _certificate;
    private readonly TransportLimits _limits;
    private readonly TimeProvider _time;
    private readonly SocketTransportFactory _listening;
    private readonly SocketConnectionContextFactory _dialing;
    private IConnectionListener? _listener;

    internal Endpoint(
        Handshake handshake, X509Certificate2? certificate, TransportLimits limits, TimeProvider time, ILoggerFactory logs)
    {
        (_handshake, _certificate, _limits, _time) = (handshake, certificate, limits, time);
        _listening = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), logs);
        _dialing = new SocketConnectionContextFactory(
            new SocketConnectionFactoryOptions(), logs.CreateLogger<SocketConnectionContextFactory>());
    }

    /// <summary>Binds; returns where exactly.</summary>
    internal async Task<IPEndPoint> BindAsync(IPEndPoint where, CancellationToken cancellation)
    {
        _listener = await _listening.BindAsync(where, cancellation).ConfigureAwait(false);
        return (IPEndPoint)_listener.EndPoint;
    }

    /// <summary>The next connection, before its handshake; null: no more come.</summary>
    internal ValueTask<ConnectionContext?> AcceptAsync() => _listener!.AcceptAsync();

    /// <summary>The answering side of a handshake.</summary>
    /// <exception cref="HandshakeException">One of the two does not want the other.</exception>
    internal Task<(PeerConnection Connection, MemberRole Role)> AnswerAsync(
        ConnectionContext connection, Func<SiloAddress, Refusal?> objection) => ShakeAsync(connection, async limit =>
    {
        var channel = _certificate is null
            ? Channel.Plain(connection)
            : await Channel.SecuredAsServerAsync(connection, _certificate, limit).ConfigureAwait(false);
        var (address, role) = await _handshake.AnswerAsync(channel, objection, limit).ConfigureAwait(false);
        return (new PeerConnection(address, channel, _limits, _time), role);
    });

    /// <summary>Connects to a member.</summary>
    /// <exception cref="HandshakeException">One of the two does not want the other.</exception>
    internal async Task<PeerConnection> DialAsync(SiloAddress peer, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        ConnectionContext connection;
        try
        {
            using var limit = new CancellationTokenSource(_limits.HandshakeTime, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
            await socket.ConnectAsync(peer.Host, peer.Port, either.Token).ConfigureAwait(false);
            connection = _dialing.Create(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return await ShakeAsync(connection, async limit =>
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit, cancellation);
            var channel = _certificate is null
                ? Channel.Plain(connection)
                : await Channel.SecuredAsync(connection, _certificate, either.Token).ConfigureAwait(false);
            await _handshake.DialAsync(channel, peer, either.Token).ConfigureAwait(false);
            return new PeerConnection(peer, channel, _limits, _time);
        }).ConfigureAwait(false);
    }

    /// <summary>Takes no more connections; those that stand stay.</summary>
    internal async Task UnbindAsync()
    {
        if (_listener is not null)
        {
            await _listener.UnbindAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_listener is not null)
        {
            await _listener.DisposeAsync().ConfigureAwait(false);
        }

        _dialing.Dispose();
    }

    /// <summary>Within the time limit, or the connection ends.</summary>
    private async Task<T> ShakeAsync<T>(ConnectionContext connection, Func<CancellationToken, Task<T>> shake)
    {
        using var limit = new CancellationTokenSource(_limits.HandshakeTime, _time);
        try
        {
            return await shake(limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (exception is not HandshakeException)
            {
                connection.Abort();
            }

            await connection.DisposeAsync().ConfigureAwait(false);
            throw exception is OperationCanceledException && limit.IsCancellationRequested
                ? new TimeoutException($"No handshake within {_limits.HandshakeTime.TotalSeconds:0.#} s.", exception)
                : exception;
        }
    }
}
