using Microsoft.AspNetCore.Http.Features;

namespace Academy.Api.Realtime;

/// <summary>
/// The bytes of a hub connection below its WebSocket. What is pushed to thousands is framed once (<see cref="Frame"/>)
/// and written right here, past SignalR's pipe and the framing of each connection; everything else takes the usual way
/// through them. The two take turns by whole messages.
/// </summary>
internal sealed class HubWire(Stream inner) : Stream
{
    private const byte Final = 0x80,
        Opcode = 0x0F,
        FirstControlOpcode = 8;

    // The answer to SignalR's handshake goes first: until it is written, the usual way has the turn.
    private readonly SemaphoreSlim turn = new(0, 1);
    private bool usualInTheMiddle = true;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>
    /// Makes the connection's wire known to it: <see cref="Of"/> finds it once the request was upgraded.
    /// </summary>
    public static void Install(HttpContext http)
    {
        if (http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
            http.Features.Set<IHttpUpgradeFeature>(new Upgrade(upgrade));
    }

    /// <summary>Null when the connection is not a WebSocket over HTTP/1.1.</summary>
    public static HubWire? Of(HttpContext? http) => (http?.Features.Get<IHttpUpgradeFeature>() as Upgrade)?.Wire;

    /// <summary>Writes a whole message, framed. Done when there is room for more.</summary>
    public ValueTask Push(ReadOnlyMemory<byte> framed)
    {
        if (!turn.Wait(0))
            return PushInTurn(framed);
        ValueTask writing;
        try
        {
            writing = inner.WriteAsync(framed);
        }
        catch (Exception e)
        {
            turn.Release();
            return ValueTask.FromException(e);
        }
        if (!writing.IsCompletedSuccessfully)
            return Finish(writing);
        turn.Release();
        return default;
    }

    /// <summary>
    /// A frame of the WebSocket above, which writes one at a time. A message in several frames is one turn.
    /// </summary>
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        var (isFinal, isControl) = buffer.IsEmpty
            ? (true, true)
            : ((buffer.Span[0] & Final) != 0, (buffer.Span[0] & Opcode) >= FirstControlOpcode);
        if (!usualInTheMiddle)
            await turn.WaitAsync(cancellationToken);
        if (!isControl)
            usualInTheMiddle = !isFinal;
        try
        {
            await inner.WriteAsync(buffer, cancellationToken);
        }
        finally
        {
            if (!usualInTheMiddle)
                turn.Release();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.ReadAsync(buffer, offset, count, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // The turn is not disposed: a push may still be under way, and finds the stream below it closed.
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask PushInTurn(ReadOnlyMemory<byte> framed)
    {
        await turn.WaitAsync();
        try
        {
            await inner.WriteAsync(framed);
        }
        finally
        {
            turn.Release();
        }
    }

    private async ValueTask Finish(ValueTask writing)
    {
        try
        {
            await writing;
        }
        finally
        {
            turn.Release();
        }
    }

    private sealed class Upgrade(IHttpUpgradeFeature usual) : IHttpUpgradeFeature
    {
        public HubWire? Wire { get; private set; }

        public bool IsUpgradableRequest => usual.IsUpgradableRequest;

        public async Task<Stream> UpgradeAsync() => Wire = new HubWire(await usual.UpgradeAsync());
    }
}
