using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Academy.Runtime.Clustering;
using Academy.Runtime.Clustering.Transport;
using Academy.Runtime.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Academy.Runtime.Tests.Clustering;

/// <summary>Who gets a connection, over real sockets.</summary>
public sealed class HandshakeTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(static it => (byte)it)];
    private static readonly SiloAddress Dialer = new("a", 7, "127.0.0.1", 1);

    [Fact]
    public async Task Two_processes_with_the_same_secret_get_a_connection_and_know_each_other()
    {
        var (dialed, answered) = await ConnectAsync(new Side(), new Side());
        Assert.Equal("b", (await dialed).Peer.Name);
        Assert.Equal(Dialer, (await answered).Peer);
    }

    [Fact]
    public Task Another_secret_is_refused_on_both_sides() =>
        RefusedAsync(new Side { Secret = [.. Secret.Reverse()] }, new Side(), RefusalCode.OtherSecret);

    [Fact]
    public Task Another_cluster_is_refused_on_both_sides() =>
        RefusedAsync(new Side { Cluster = "other" }, new Side(), RefusalCode.OtherCluster);

    [Fact]
    public Task Another_life_of_the_wanted_process_is_refused_on_both_sides() =>
        RefusedAsync(new Side { Wanted = 4 }, new Side { Generation = 5 }, RefusalCode.OtherProcess);

    [Fact]
    public Task A_process_that_was_replaced_is_refused_on_both_sides() => RefusedAsync(
        new Side(), new Side { Objection = static _ => new(RefusalCode.Replaced, "There is a newer one.") }, RefusalCode.Replaced);

    [Fact]
    public Task A_process_that_has_not_joined_refuses_for_now() =>
        RefusedAsync(new Side(), new Side { HasJoined = false }, RefusalCode.NotNow);

    [Fact]
    public async Task Another_version_is_told_which_one_is_spoken()
    {
        await using var endpoint = new Side().Open("b");
        var where = await endpoint.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), default);
        var answer = AnswerAsync(endpoint, new Side());
        using var client = new TcpClient();
        await client.ConnectAsync(where);
        var hello = new Hello(Handshake.Version + 1, "", Dialer, default, "b", 1, []).Write();
        await client.GetStream().WriteAsync(Frame.Make(FrameKind.Hello, hello));
        Assert.Contains($"and this process {Handshake.Version}", await RefusalFrom(client), StringComparison.Ordinal);
        Assert.Equal(RefusalCode.OtherVersion, (await answer.Throws<HandshakeException>()).Code);
    }

    [Fact]
    public async Task What_was_said_once_does_not_open_a_second_connection()
    {
        // A recorder sits between the two, then plays the dialer's part again.
        await using var endpoint = new Side().Open("b");
        var where = await endpoint.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), default);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var first = AnswerAsync(endpoint, new Side());
        await using var dialer = new Side().Open("a");
        var recorder = (IPEndPoint)listener.LocalEndpoint;
        var dialed = dialer.DialAsync(new SiloAddress("b", 1, "127.0.0.1", recorder.Port), default);
        using var inner = await listener.AcceptTcpClientAsync();
        using var outer = new TcpClient();
        await outer.ConnectAsync(where);
        var said = new MemoryStream();
        var recorded = RecordAsync(inner.GetStream(), outer.GetStream(), said);
        _ = RecordAsync(outer.GetStream(), inner.GetStream(), Stream.Null);
        await using (await dialed.Within())
        await using (await first.Within())
        {
        }

        await recorded.Within();
        var second = AnswerAsync(endpoint, new Side());
        using var replayer = new TcpClient();
        await replayer.ConnectAsync(where);
        await replayer.GetStream().WriteAsync(said.ToArray());
        Assert.Equal(RefusalCode.OtherSecret, (await second.Throws<HandshakeException>()).Code);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("\u0006\0\0\0\u0001abcde")]
    [InlineData("\u0001\0\0\0\u0014")]
    public async Task Strangers_get_nowhere(string said)
    {
        await using var endpoint = new Side().Open("b");
        var where = await endpoint.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), default);
        var answer = AnswerAsync(endpoint, new Side());
        using var client = new TcpClient();
        await client.ConnectAsync(where);
        await client.GetStream().WriteAsync(System.Text.Encoding.Latin1.GetBytes(said));
        await answer.Throws<ProtocolException>();
    }

    [Fact]
    public async Task Who_says_nothing_is_not_waited_for()
    {
        var side = new Side { HandshakeTime = TimeSpan.FromMilliseconds(100) };
        await using var endpoint = side.Open("b");
        var where = await endpoint.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), default);
        var answer = AnswerAsync(endpoint, side);
        using var client = new TcpClient();
        await client.ConnectAsync(where);
        await answer.Throws<TimeoutException>();
        await Assert.ThrowsAsync<IOException>(() => client.GetStream().ReadAsync(new byte[1]).AsTask().Within());
    }

    [Fact]
    public async Task With_a_certificate_nothing_is_readable_on_the_way_and_frames_go_both_ways()
    {
        using var certificate = MakeCertificate();
        var (dialed, answered) = await ConnectAsync(new Side { Certificate = certificate }, new Side { Certificate = certificate });
        var (there, here) = (new Collector(), new Collector());
        var (one, two) = (await dialed, await answered);
        _ = one.RunAsync(there);
        _ = two.RunAsync(here);
        one.Send(Frame.Make(FrameKind.Request, [1, 2, 3]), isQuestion: true);
        Assert.Equal((FrameKind.Request, "010203"), await here.Next.Within());
        two.Send(Frame.Make(FrameKind.Response, new byte[300_000]), isQuestion: false);
        Assert.Equal(600_000, (await there.Next.Within()).Body.Length);
        await one.CloseAsync(isDone: true, TimeSpan.FromSeconds(5));
        Assert.Null(await here.Closed.Within());
    }

    [Fact]
    public async Task Another_certificate_is_refused()
    {
        using var ours = MakeCertificate();
        using var theirs = MakeCertificate();
        var (dialed, answered) = await ConnectAsync(new Side { Certificate = ours }, new Side { Certificate = theirs });
        await dialed.Throws<System.Security.Authentication.AuthenticationException>();
        await Assert.ThrowsAnyAsync<Exception>(() => answered.Within());
    }

    private static async Task RefusedAsync(Side dialer, Side answerer, RefusalCode code)
    {
        var (dialed, answered) = await ConnectAsync(dialer, answerer);
        Assert.Equal(code, (await dialed.Throws<HandshakeException>()).Code);
        Assert.Equal(code, (await answered.Throws<HandshakeException>()).Code);
    }

    private static async Task<(Task<PeerConnection> Dialed, Task<PeerConnection> Answered)> ConnectAsync(Side dialer, Side answerer)
    {
        var answering = answerer.Open("b");
        var where = await answering.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), default);
        var answered = AnswerAsync(answering, answerer);
        var dialed = dialer.Open("a").DialAsync(new SiloAddress("b", dialer.Wanted, "127.0.0.1", where.Port), default);
        await Task.WhenAny(Task.WhenAll(dialed, answered), Task.Delay(TimeSpan.FromSeconds(30)));
        return (dialed, answered);
    }

    private static async Task<PeerConnection> AnswerAsync(Endpoint endpoint, Side side) =>
        (await endpoint.AnswerAsync((await endpoint.AcceptAsync())!, side.Objection)).Connection;

    private static async Task<string> RefusalFrom(TcpClient client)
    {
        var bytes = new MemoryStream();
        await client.GetStream().CopyToAsync(bytes).Within();
        var buffer = new ReadOnlySequence<byte>(bytes.ToArray());
        Assert.True(Frame.TryRead(ref buffer, 10_000, out var kind, out var body));
        Assert.Equal(FrameKind.Refused, kind);
        return Refusal.Read(body.ToArray()).Reason;
    }

    private static async Task RecordAsync(NetworkStream from, NetworkStream to, Stream record)
    {
        var buffer = new byte[4096];
        try
        {
            while (await from.ReadAsync(buffer) is var length and > 0)
            {
                await record.WriteAsync(buffer.AsMemory(0, length));
                await to.WriteAsync(buffer.AsMemory(0, length));
            }
        }
        catch (IOException)
        {
            // The play is over.
        }
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=academy-cluster", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    /// <summary>What one of the two processes believes.</summary>
    private sealed record Side
    {
        public byte[] Secret { get; init; } = HandshakeTests.Secret;

        public string Cluster { get; init; } = "academy";

        public long Generation { get; init; } = 1;

        public long Wanted { get; init; } = 1;

        public bool HasJoined { get; init; } = true;

        public X509Certificate2? Certificate { get; init; }

        public TimeSpan HandshakeTime { get; init; } = TimeSpan.FromSeconds(30);

        public Func<SiloAddress, Refusal?> Objection { get; init; } = static _ => null;

        public Endpoint Open(string name)
        {
            var self = name == "a" ? Dialer : new SiloAddress(name, Generation, "127.0.0.1", 0);
            return new Endpoint(
                new Handshake(Cluster, Secret, () => HasJoined ? self : null, MemberRole.Silo), Certificate,
                new TransportLimits { HandshakeTime = HandshakeTime, SilenceLimit = TimeSpan.FromSeconds(30) },
                TimeProvider.System, NullLoggerFactory.Instance);
        }
    }
}
