using Academy.Streams;

namespace Academy.Api.Realtime;

/// <summary>
/// What all connections that get a delivery share: the bytes, made once, and the work of writing them, in pieces of
/// many connections where they are many.
/// </summary>
internal sealed class SharedFrame(Delivery delivery, RealtimeMetrics metrics) : IDisposable
{
    private readonly string name = delivery.Stream.Name.ToString();
    private Frame? whole;
    private PumpBatch? batch;
    private long queued;

    public Frame Whole(StreamDelivery messages) => whole ??= Part(messages, 0, messages.Messages.Length);

    public Frame Whole(SignalDelivery signal)
    {
        if (whole is null)
            metrics.Encoded();
        return whole ??= Frame.OfSignal(name, signal.Signal);
    }

    public Frame Part(StreamDelivery messages, int first, int end)
    {
        metrics.Encoded();
        return Frame.OfEvents(name, messages.Epoch, messages.Messages[first..end]);
    }

    /// <summary>A connection has it in its queue.</summary>
    /// <param name="outgoing">The connection's queue.</param>
    /// <param name="mustPump">Nobody writes what is in the queue yet.</param>
    public void Queued(OutgoingQueue outgoing, bool mustPump)
    {
        queued++;
        if (!mustPump)
            return;
        if (delivery.Receivers < PumpBatch.WorthFrom)
            outgoing.Pump();
        else
            PumpBatch.Add(ref batch, outgoing);
    }

    /// <summary>All have it.</summary>
    public void Dispose()
    {
        PumpBatch.Go(ref batch);
        if (delivery is StreamDelivery messages && whole is not null)
            metrics.Queued(queued * messages.Messages.Length, queued * whole.Length);
    }
}
