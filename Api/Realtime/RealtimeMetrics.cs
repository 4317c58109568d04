using System.Diagnostics.Metrics;

namespace Academy.Api.Realtime;

/// <summary>The meter <c>Academy.Realtime</c>.</summary>
internal sealed class RealtimeMetrics
{
    public const string MeterName = "Academy.Realtime";

    private readonly Counter<long> encoded;
    private readonly Counter<long> messages;
    private readonly Counter<long> bytes;
    private readonly Counter<long> overflows;
    private readonly Counter<long> cutOffs;
    private readonly Counter<long> resets;
    private long connections;
    private long subscriptions;
    private long watchedStreams;

    public RealtimeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableUpDownCounter("academy.realtime.connections", () => Connections, "{connection}", "Open sockets.");
        meter.CreateObservableUpDownCounter("academy.realtime.subscriptions", () => Subscriptions, "{subscription}", "Subscriptions of open sockets.");
        meter.CreateObservableUpDownCounter("academy.realtime.watched_streams", () => WatchedStreams, "{stream}", "Streams, by audience, that this node watches.");
        encoded = meter.CreateCounter<long>("academy.realtime.encoded_frames", "{frame}", "Frames encoded, each once for all its connections.");
        messages = meter.CreateCounter<long>("academy.realtime.messages", "{message}", "Messages queued to connections.");
        bytes = meter.CreateCounter<long>("academy.realtime.bytes", "By", "Bytes queued to connections.");
        overflows = meter.CreateCounter<long>("academy.realtime.queue_overflows", "{overflow}", "Outgoing queues that ran full.");
        cutOffs = meter.CreateCounter<long>("academy.realtime.cut_offs", "{connection}", "Connections that the server closed, by reason.");
        resets = meter.CreateCounter<long>("academy.realtime.resets", "{stream}", "Watched streams that went on elsewhere.");
    }

    public long Connections => Interlocked.Read(ref connections);

    public long Subscriptions => Interlocked.Read(ref subscriptions);

    public long WatchedStreams => Interlocked.Read(ref watchedStreams);

    public void Connected(int change) => Interlocked.Add(ref connections, change);

    public void Subscribed(int change) => Interlocked.Add(ref subscriptions, change);

    public void Watched(int change) => Interlocked.Add(ref watchedStreams, change);

    public void Encoded() => encoded.Add(1);

    public void Queued(int messagesQueued, long bytesQueued)
    {
        messages.Add(messagesQueued);
        bytes.Add(bytesQueued);
    }

    public void Overflowed() => overflows.Add(1);

    public void CutOff(string reason) => cutOffs.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void WasReset() => resets.Add(1);
}
