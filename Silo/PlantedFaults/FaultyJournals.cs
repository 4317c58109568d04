using Academy.Journal;

namespace Academy.Silo.PlantedFaults;

internal abstract class FaultyJournal(IJournal inner) : IJournal
{
    public string Epoch => inner.Epoch;

    public virtual ValueTask<AppendResult> AppendAsync(Append append) => inner.AppendAsync(append);

    public Task<LoadedStream> LoadAsync(string stream, string stateHash, CancellationToken cancellationToken) =>
        inner.LoadAsync(stream, stateHash, cancellationToken);

    public virtual Task<IReadOnlyList<RecordedEvent>> ReadAsync(
        string stream,
        long afterSeq,
        int maxEvents,
        int maxBytes,
        CancellationToken cancellationToken
    ) => inner.ReadAsync(stream, afterSeq, maxEvents, maxBytes, cancellationToken);

    public virtual Task<IReadOnlyDictionary<string, long>> ReadHeadsAsync(
        IReadOnlyCollection<string> streams,
        CancellationToken cancellationToken
    ) => inner.ReadHeadsAsync(streams, cancellationToken);

    public virtual Task<RecordedCommand?> FindCommandAsync(
        string stream,
        string actor,
        string commandId,
        CancellationToken cancellationToken
    ) => inner.FindCommandAsync(stream, actor, commandId, cancellationToken);

    public Task SaveSnapshotAsync(string stream, StreamSnapshot snapshot, CancellationToken cancellationToken) =>
        inner.SaveSnapshotAsync(stream, snapshot, cancellationToken);

    public Task<IReadOnlyList<FeedRow>> ReadFeedAsync(string owner, int max, CancellationToken cancellationToken) =>
        inner.ReadFeedAsync(owner, max, cancellationToken);
}

/// <summary>As soon as it is queued.</summary>
internal sealed class AnswerAtOnce(IJournal inner) : FaultyJournal(inner)
{
    public override ValueTask<AppendResult> AppendAsync(Append append)
    {
        var appending = base.AppendAsync(append).AsTask();
        return appending.IsCompleted
            ? new(appending)
            : new(
                new AppendResult(
                    AppendVerdict.Committed,
                    append.ExpectedSeq + 1,
                    append.ExpectedSeq + append.Events.Count
                )
            );
    }
}

internal sealed class HeadsUnknown(IJournal inner) : FaultyJournal(inner)
{
    public override Task<IReadOnlyDictionary<string, long>> ReadHeadsAsync(
        IReadOnlyCollection<string> streams,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>());
}

internal sealed class CommandsForgotten(IJournal inner) : FaultyJournal(inner)
{
    public override ValueTask<AppendResult> AppendAsync(Append append) => base.AppendAsync(append.WithoutCommand());

    public override Task<RecordedCommand?> FindCommandAsync(
        string stream,
        string actor,
        string commandId,
        CancellationToken cancellationToken
    ) => Task.FromResult<RecordedCommand?>(null);
}

internal sealed class FirstMissedLeftOut(IJournal inner) : FaultyJournal(inner)
{
    public override async Task<IReadOnlyList<RecordedEvent>> ReadAsync(
        string stream,
        long afterSeq,
        int maxEvents,
        int maxBytes,
        CancellationToken cancellationToken
    ) => [.. (await base.ReadAsync(stream, afterSeq, maxEvents, maxBytes, cancellationToken)).Skip(1)];
}
