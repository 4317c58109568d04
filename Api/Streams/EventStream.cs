using System.Buffers;
using System.Text.Json.Serialization.Metadata;
using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.Realtime;

namespace Academy.Api.Streams;

/// <summary>
/// A live read as server-sent events: each <c>data</c> (an array of messages) has a <c>control</c> behind it that says
/// where to go on. It ends after a while, so that no proxy's time-out has to; the client reads on from the last offset
/// that it was told.
/// </summary>
internal sealed class EventStream(
    HttpContext http,
    LiveRead live,
    string cursor,
    RevocationFreshness freshness,
    TimeProvider clock
)
{
    private readonly HttpResponse response = http.Response;

    /// <param name="part">What it begins with.</param>
    public async Task WriteAsync(StreamPart part)
    {
        using var time = new CancellationTokenSource(RealtimeLimits.EventStreamFor, clock);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(time.Token, http.RequestAborted);
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        while (await TryWritePartAsync(part))
        {
            await live.WaitAsync(patience.Token);
            if (!freshness.Holds && !await freshness.WaitAsync(http.RequestAborted))
                return;
            if (live.Take() is not { Count: > 0 } came)
                return; // Ended, or its time is up.
            part = part.Following(came);
        }
    }

    private async Task<bool> TryWritePartAsync(StreamPart part)
    {
        if (live.IsCut.IsCancellationRequested)
            return false;
        if (part.Items.Count > 0)
            WriteEvent("event: data\ndata:"u8, part.Items, StreamsApiJson.Default.IReadOnlyListStreamItem);
        WriteEvent(
            "event: control\ndata:"u8,
            new StreamControl(part.NextOffset, cursor, UpToDate: true),
            StreamsApiJson.Default.StreamControl
        );
        try
        {
            return !(await response.BodyWriter.FlushAsync(live.IsCut)).IsCompleted;
        }
        catch (OperationCanceledException) when (live.IsCut.IsCancellationRequested)
        {
            http.Abort(); // They do not take what was written, so they would not take an end either.
            return false;
        }
    }

    private void WriteEvent<T>(ReadOnlySpan<byte> before, T data, JsonTypeInfo<T> type)
    {
        using var json = PooledJson.Serialize(data, type);
        response.BodyWriter.Write(before);
        response.BodyWriter.Write(json.Written.Span);
        response.BodyWriter.Write("\n\n"u8);
    }
}

/// <summary>Where a client is that has taken everything up to here.</summary>
internal sealed record StreamControl(string StreamNextOffset, string StreamCursor, bool UpToDate);
