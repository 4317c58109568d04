namespace Academy.Api.Realtime;

/// <summary>
/// Pumps of many connections as one piece of work: a crowd's message is some hundred pieces, not thousands.
/// </summary>
internal sealed class PumpBatch : IThreadPoolWorkItem
{
    /// <summary>Receivers of a message from which on a batch is worth its making.</summary>
    public const int WorthFrom = 8;

    private const int QueuesMax = 32;

    private readonly OutgoingQueue[] queues = new OutgoingQueue[QueuesMax];
    private int count;

    /// <summary>Adds a queue to a batch; a batch that is full is on its way.</summary>
    public static void Add(ref PumpBatch? batch, OutgoingQueue queue)
    {
        batch ??= new();
        batch.queues[batch.count++] = queue;
        if (batch.count == QueuesMax)
            Go(ref batch);
    }

    public static void Go(ref PumpBatch? batch)
    {
        if (batch is not null)
            ThreadPool.UnsafeQueueUserWorkItem(batch, preferLocal: false);
        batch = null;
    }

    public void Execute()
    {
        foreach (var queue in queues.AsSpan(0, count))
            queue.Execute();
    }
}
