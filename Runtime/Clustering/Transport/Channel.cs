using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;

namespace Academy.Runtime.Clustering.Transport;

/// <summary>The bytes of a connection, encrypted or not.</summary>
internal sealed class Channel : IAsyncDisposable
{
    private readonly ConnectionContext _connection;
    private readonly SslStream? _secured;

    private Channel(ConnectionContext connection, SslStream? secured)
    {
        (_connection, _secured) = (connection, secured);
        (Input, Output) = secured is null
            ? (connection.Transport.Input, connection.Transport.Output)
            : (PipeReader.Create(secured, new StreamPipeReaderOptions(leaveOpen: true)),
                PipeWriter.Create(secured, new StreamPipeWriterOptions(leaveOpen: true)));
    }

    internal PipeReader Input { get; }

    internal PipeWriter Output { get; }

    internal EndPoint? Remote => _connection.RemoteEndPoint;

    internal static Channel Plain(ConnectionContext connection) => new(connection, secured: null);

    /// <summary>The dialer's side of an encrypted connection: the peer must have this very certificate, or one that it signed.</summary>
    internal static Task<Channel> SecuredAsync(
        ConnectionContext connection, X509Certificate2 trusted, CancellationToken cancellation) =>
        SecuredAsync(connection, it => it.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "academy-cluster",
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                certificate is X509Certificate2 theirs && IsTrusted(theirs, trusted),
        }, cancellation));

    /// <summary>The other side.</summary>
    internal static Task<Channel> SecuredAsServerAsync(
        ConnectionContext connection, X509Certificate2 certificate, CancellationToken cancellation) =>
        SecuredAsync(connection, it => it.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellation));

    /// <summary>Ends it at once; whoever reads finds out.</summary>
    internal void Abort() => _connection.Abort();

    public async ValueTask DisposeAsync()
    {
        if (_secured is not null)
        {
            await _secured.DisposeAsync().ConfigureAwait(false);
        }

        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<Channel> SecuredAsync(ConnectionContext connection, Func<SslStream, Task> authenticate)
    {
        var secured = new SslStream(new DuplexStream(connection.Transport));
        try
        {
            await authenticate(secured).ConfigureAwait(false);
            return new Channel(connection, secured);
        }
        catch
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static bool IsTrusted(X509Certificate2 theirs, X509Certificate2 trusted)
    {
        if (theirs.RawDataMemory.Span.SequenceEqual(trusted.RawDataMemory.Span))
        {
            return true;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(theirs);
    }
}
