using System.Net;
using System.Net.Sockets;
using Academy.Runtime.Clustering;
using Academy.Runtime.Clustering.Transport;
using Academy.Runtime.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Academy.Runtime.Tests.Clustering;

/// <summary>A connection after the handshake, with a peer that the test plays byte by byte where it must.</summary>
public sealed class ConnectionTests : IAsyncDisposable
{
    private static readonly byte[] Secret = new byte[32];
    private static readonly SiloAddress Here = new("here", 1, "127.0.0.1", 0);
    private static readonly SiloAddress There = new("there", 1, "127.0.0.1", 0);

    private readonly List<IAsyncDisposable> _opened = [];

    [Fact]
    public async Task Frames_of_many_threads_arrive_whole_and_those_of_each_in_order()
    {
        var (here, there) = await ConnectAsync(new TransportLimits { WaitingBytes = int.MaxValue / 4 });
        var arrived = new Collector();
        _ = there.RunAsync(arrived);
        _ = here.RunAsync(new Collector());
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var number = 0; number < 1_000; number++)
            {
                var body = new byte[8 + number % 700];
                BitConverter.TryWriteBytes(body, thread);
                BitConverter.TryWriteBytes(body.AsSpan(4), number);
                Assert.Equal(Sent.Accepted, here.Send(Frame.Make(FrameKind.Request, body), isQuestion: true));
            }
        }))).Within();
        var next = new int[8];
        for (var count = 0; count < 8_000; count++)
        {
            var body = Convert.FromHexString((await arrived.Next.Within()).Body);
            var (thread, number) = (BitConverter.ToInt32(body), BitConverter.ToInt32(body, 4));
            Assert.Equal(next[thread]++, number);
            Assert.Equal(8 + number % 700, body.Length);
        }
    }

    [Fact]
    public async Task A_peer_that_does_not_read_costs_no_more_than_the_limit()
    {
        var limits = new TransportLimits { WaitingBytes = 256 * 1024 };
        var (here, there) = await ConnectAsync(limits);
        _ = here.RunAsync(new Collector());
        // There nobody reads: sockets and pipes fill up, then questions are refused, answers a little later.
        var frame = Frame.Make(FrameKind.Request, new byte[10_000]);
        var sent = 0L;
        while (here.Send(frame, isQuestion: true) == Sent.Accepted)
        {
            sent += frame.Length;
            Assert.True(sent < 100_000_000, "Nothing was ever refused.");
        }

        Assert.InRange(here.BytesWaiting, 0, limits.WaitingBytes + 2 * frame.Length);
        Assert.Equal(Sent.Accepted, here.Send(frame, isQuestion: false));
        sent += frame.Length;
        while (here.Send(frame, isQuestion: false) == Sent.Accepted)
        {
            sent += frame.Length;
            Assert.True(sent < 100_000_000, "Answers were never refused.");
        }

        Assert.InRange(here.BytesWaiting, 0, 2 * limits.WaitingBytes + 2 * frame.Length);

        // Once it reads, everything goes on.
        var arrived = new Collector();
        _ = there.RunAsync(arrived);
        for (var count = 0L; count < sent; count += frame.Length)
        {
            await arrived.Next.Within();
        }

        Assert.Equal(Sent.Accepted, here.Send(frame, isQuestion: true));
    }

    [Fact]
    public async Task A_peer_that_gives_no_sign_of_life_is_lost()
    {
        var (here, _) = await ConnectAsync(new TransportLimits
        {
            PingInterval = TimeSpan.FromMilliseconds(200),
            SilenceLimit = TimeSpan.FromMilliseconds(600),
        });
        var closed = new Collector();
        _ = here.RunAsync(closed);
        Assert.Contains("sign of life", (await closed.Closed.Within())?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_has_nothing_to_say_is_not_lost()
    {
        var limits = new TransportLimits
        {
            PingInterval = TimeSpan.FromMilliseconds(50),
            SilenceLimit = TimeSpan.FromSeconds(60),
        };
        var (here, there) = await ConnectAsync(limits);
        var (mine, theirs) = (new Collector(), new Collector());
        _ = here.RunAsync(mine);
        _ = there.RunAsync(theirs);
        for (var attempts = 0; here.BytesReceived < 40 || there.BytesReceived < 40; attempts++)
        {
            await Task.Delay(10);
            Assert.True(attempts < 3_000, "Waited in vain for signs of life.");
            Assert.False(mine.Closed.IsCompleted || theirs.Closed.IsCompleted);
        }
    }

    [Fact]
    public async Task Garbage_ends_the_connection_and_says_why()
    {
        var (here, there) = await ConnectAsync(new TransportLimits());
        var closed = new Collector();
        _ = here.RunAsync(closed);
        there.Send([0xFF, 0xFF, 0xFF, 0xFF, 0xFF], isQuestion: true);
        Assert.IsType<ProtocolException>(await closed.Closed.Within());
    }

    [Fact]
    public async Task What_was_sent_before_the_goodbye_arrives()
    {
        var (here, there) = await ConnectAsync(new TransportLimits());
        var arrived = new Collector();
        _ = there.RunAsync(arrived);
        _ = here.RunAsync(new Collector());
        for (var number = 0; number < 100; number++)
        {
            here.Send(Frame.Make(FrameKind.Response, new byte[10_000]), isQuestion: false);
        }

        await here.CloseAsync(isDone: true, TimeSpan.FromSeconds(10));
        Assert.Equal(Sent.Closed, here.Send(Frame.Make(FrameKind.Ping), isQuestion: true));
        for (var number = 0; number < 100; number++)
        {
            await arrived.Next.Within();
        }

        Assert.Equal((FrameKind.Goodbye, "01"), await arrived.Next.Within());
        Assert.Null(await arrived.Closed.Within());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var opened in _opened)
        {
            await opened.DisposeAsync();
        }
    }

    private async Task<(PeerConnection Here, PeerConnection There)> ConnectAsync(TransportLimits limits)
    {
        var (here, there) = (Open(Here, limits), Open(There, limits));
        var where = await there.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), default);
        var answered = Task.Run(async () => await there.AnswerAsync((await there.AcceptAsync())!, static _ => null));
        var dialed = await here.DialAsync(There with { Port = where.Port }, default).Within();
        var (answer, _) = await answered.Within();
        _opened.AddRange([dialed, answer, here, there]);
        return (dialed, answer);
    }

    private static Endpoint Open(SiloAddress self, TransportLimits limits) => new(
        new Handshake("academy", Secret, () => self, MemberRole.Silo), null, limits, TimeProvider.System, NullLoggerFactory.Instance);
}
