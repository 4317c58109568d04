using Academy.Journal.Outbox;
using Academy.Journal.Reading;
using Academy.Journal.Writing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Academy.Journal;

/// <summary>The journal over PostgreSQL: appends through its writers, reads through a pool.</summary>
internal sealed partial class PostgresJournal(
    IOptions<JournalOptions> options,
    IJournalDatabase database,
    TimeProvider time,
    JournalMetrics metrics,
    OutboxSignal outbox,
    ILogger<PostgresJournal> logger,
    TaskScheduler? scheduler = null
) : IJournal, IFence, IAsyncDisposable
{
    private readonly JournalOptions options = options.Value;
    private readonly IJournalReader reader = database.Reader;
    private AppendWriter[] writers = [];
    private OwnFence? fence;
    private volatile string? epoch;
    private int disposed;

    public string Epoch => epoch ?? throw new InvalidOperationException("The journal has not started.");

    public bool IsStarted => writers.Length > 0;

    /// <summary>Appends that wait for a batch.</summary>
    public int Waiting => writers.Sum(writer => writer.Waiting);

    /// <summary>The limit of <see cref="Waiting"/>.</summary>
    public int WaitingMax => options.QueueMax;

    public Fence Own => State.Fence;

    public Task Lost => State.Lost;

    /// <summary>Known after start.</summary>
    internal OwnFence State => fence ?? throw new InvalidOperationException("The journal has not started.");

    public async Task StartAsync(Fence own, CancellationToken cancellationToken)
    {
        fence = new(own);
        var shared = new WriterDependencies(
            database,
            options,
            fence,
            time,
            scheduler ?? TaskScheduler.Default,
            metrics,
            logger,
            Connected
        );
        var starting = Enumerable
            .Range(0, options.Writers)
            .Select(number => new AppendWriter(number, shared))
            .ToArray();
        foreach (var writer in starting)
            await writer.StartAsync(cancellationToken);
        writers = starting;
        metrics.Watch(() => Waiting);
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(writers.Select(writer => writer.StopAsync(cancellationToken)));

    public async ValueTask DisposeAsync()
    {
        // The container has this instance under several interfaces, and disposes of it once for each.
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        foreach (var writer in writers)
            await writer.DisposeAsync();
    }

    public ValueTask<AppendResult> AppendAsync(Append append)
    {
        int bytes;
        try
        {
            bytes = AppendCheck.Check(append, options);
        }
        catch (InvalidAppendException error)
        {
            return ValueTask.FromException<AppendResult>(error);
        }
        var appending = WriterOf(append.Stream).AppendAsync(append, bytes);
        return append.Outbox.Count == 0 ? appending : NudgingAsync(appending);
    }

    public async Task<LoadedStream> LoadAsync(string stream, string stateHash, CancellationToken cancellationToken)
    {
        // The writer then knows the head, and the owner's next append needs no look-up of the event before it.
        var heads = WriterOf(stream).Heads;
        var connection = heads.Connection;
        var loaded = await reader.LoadAsync(stream, stateHash, cancellationToken);
        if (loaded.Events is [.., var last])
            heads.Raise(stream, last.Seq, connection);
        return loaded;
    }

    public Task<IReadOnlyList<RecordedEvent>> ReadAsync(
        string stream,
        long afterSeq,
        int maxEvents,
        int maxBytes,
        CancellationToken cancellationToken
    ) => reader.ReadAsync(stream, afterSeq, maxEvents, maxBytes, cancellationToken);

    public Task<IReadOnlyDictionary<string, long>> ReadHeadsAsync(
        IReadOnlyCollection<string> streams,
        CancellationToken cancellationToken
    ) => reader.ReadHeadsAsync(streams, cancellationToken);

    public Task<RecordedCommand?> FindCommandAsync(
        string stream,
        string actor,
        string commandId,
        CancellationToken cancellationToken
    ) => reader.FindCommandAsync(stream, actor, commandId, cancellationToken);

    public Task SaveSnapshotAsync(string stream, StreamSnapshot snapshot, CancellationToken cancellationToken) =>
        reader.SaveSnapshotAsync(stream, snapshot, cancellationToken);

    public Task<IReadOnlyList<FeedRow>> ReadFeedAsync(string owner, int max, CancellationToken cancellationToken) =>
        reader.ReadFeedAsync(owner, max, cancellationToken);

    /// <summary>Wakes the outbox worker right after the commit.</summary>
    private async ValueTask<AppendResult> NudgingAsync(ValueTask<AppendResult> appending)
    {
        var result = await appending;
        outbox.Raise();
        return result;
    }

    private AppendWriter WriterOf(string stream) =>
        writers.Length == 0
            ? throw new InvalidOperationException("The journal has not started.")
            : writers[HashOf(stream) % (uint)writers.Length];

    // String.GetHashCode differs in every process; a simulation must be repeatable. The hash covers the whole name,
    // because any part of it may be what distinguishes streams.
    private static uint HashOf(string stream)
    {
        var hash = 2166136261u;
        foreach (var letter in stream)
            hash = (hash ^ letter) * 16777619u;
        return hash ^ (hash >> 15);
    }

    private void Connected(string found)
    {
        if (epoch is { } before && before != found)
            LogNewEpoch(logger, before, found);
        epoch = found;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The database holds another history now: epoch {Before} became {Now}."
    )]
    private static partial void LogNewEpoch(ILogger logger, string before, string now);
}
