using System.Diagnostics.Metrics;
using Academy.Operations;
using Academy.Streams;

namespace Academy.Api.Realtime;

/// <summary>The meter <c>Academy.Realtime</c>.</summary>
internal sealed class RealtimeMetrics : ISocketCount
{
    public const string MeterName = "Academy.Realtime";

    private readonly Counter<long> overflows;
    private readonly Counter<long> cutOffs;
    private readonly Counter<long> subscribes;
    private readonly Counter<long> droppedSignals;
    private long connections;
    private long subscriptions;
    private long liveReads;
    private long encoded;
    private long messages;
    private long bytes;

    public RealtimeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableUpDownCounter(
            "academy.realtime.connections",
            () => Connections,
            "{connection}",
            "Open sockets."
        );
        meter.CreateObservableUpDownCounter(
            "academy.realtime.subscriptions",
            () => Subscriptions,
            "{subscription}",
            "Subscriptions of open sockets."
        );
        meter.CreateObservableUpDownCounter(
            "academy.realtime.live_reads",
            () => LiveReads,
            "{request}",
            "Requests that wait for what comes on a stream."
        );
        // On the way of every event: counted here, and read when somebody looks.
        meter.CreateObservableCounter(
            "academy.realtime.encoded_frames",
            () => Encodings,
            "{frame}",
            "Frames encoded, each once for all its connections."
        );
        meter.CreateObservableCounter(
            "academy.realtime.messages",
            () => Interlocked.Read(ref messages),
            "{message}",
            "Messages queued to connections."
        );
        meter.CreateObservableCounter(
            "academy.realtime.bytes",
            () => Interlocked.Read(ref bytes),
            "By",
            "Bytes queued to connections."
        );
        overflows = meter.CreateCounter<long>(
            "academy.realtime.queue_overflows",
            "{overflow}",
            "Outgoing queues that ran full."
        );
        cutOffs = meter.CreateCounter<long>(
            "academy.realtime.cut_offs",
            "{connection}",
            "Connections that the server closed, by reason."
        );
        subscribes = meter.CreateCounter<long>(
            "academy.realtime.subscribes",
            "{answer}",
            "Answers to Subscribe, by verdict: resumed, snapshot, refused."
        );
        droppedSignals = meter.CreateCounter<long>(
            "academy.realtime.signals_dropped",
            "{signal}",
            "Signals not queued to clients that are behind."
        );
    }

    public long Connections => Interlocked.Read(ref connections);

    long ISocketCount.Open => Connections;

    public long Subscriptions => Interlocked.Read(ref subscriptions);

    public long LiveReads => Interlocked.Read(ref liveReads);

    public long Encodings => Interlocked.Read(ref encoded);

    public void Connected(int change) => Interlocked.Add(ref connections, change);

    public void Subscribed(int change) => Interlocked.Add(ref subscriptions, change);

    public void Reading(int change) => Interlocked.Add(ref liveReads, change);

    public void Encoded() => Interlocked.Increment(ref encoded);

    public void Queued(long messagesQueued, long bytesQueued)
    {
        Interlocked.Add(ref messages, messagesQueued);
        Interlocked.Add(ref bytes, bytesQueued);
    }

    public void SignalDropped() => droppedSignals.Add(1);

    public void Overflowed() => overflows.Add(1);

    public void CutOff(string reason) => cutOffs.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Answered(StreamVerdict verdict) =>
        subscribes.Add(
            1,
            new KeyValuePair<string, object?>(
                "verdict",
                verdict switch
                {
                    StreamVerdict.Resumed => "resumed",
                    StreamVerdict.Snapshot => "snapshot",
                    _ => "refused",
                }
            )
        );
}
