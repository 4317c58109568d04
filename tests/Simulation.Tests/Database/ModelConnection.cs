using Academy.Journal;
using Academy.Journal.Leasing;
using Academy.Journal.Reading;
using Academy.Journal.Writing;
using Academy.Simulation.Tests.Worlds;
using Npgsql;

namespace Academy.Simulation.Tests.Database;

/// <summary>A machine's way to the database: takes time, and loses requests and answers.</summary>
internal sealed class ModelLink(ModelDatabase database, Machine machine) : IJournalDatabase
{
    public IJournalReader Reader { get; } = new ModelReader(database, machine);

    public async Task<IWriteConnection> ConnectAsync(Fence fence, int writer, CancellationToken cancellationToken)
    {
        await Task.Delay(database.Faults.WayTime(), machine.Clock, cancellationToken);
        if (database.Faults.LossOfNext() != Loss.None)
            throw Broken();
        database.RequireUp();
        return new ModelConnection(database, machine, fence);
    }

    public async Task<ILeaseConnection> ConnectForLeaseAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(database.Faults.WayTime(), machine.Clock, cancellationToken);
        database.RequireUp();
        return new ModelLeaseConnection(database, machine);
    }

    /// <summary>Runs something at the database and brings back what came of it.</summary>
    public static async Task<T> AskAsync<T>(ModelDatabase database, Machine machine, Loss loss, Func<Task<T>> question)
    {
        await Task.Delay(database.Faults.WayTime(), machine.Clock);
        if (loss == Loss.OfRequest)
            throw Broken();
        var answer = database.Machine.Run(question);
        if (loss == Loss.Meanwhile)
        {
            await Task.Delay(database.Faults.SomeTime(), machine.Clock);
            throw Broken();
        }
        var result = await answer;
        await Task.Delay(database.Faults.WayTime(), machine.Clock);
        return loss == Loss.OfAnswer ? throw Broken() : result;
    }

    public static NpgsqlException Broken() =>
        new("Exception while reading from stream", new IOException("Connection reset by peer"));
}

internal sealed class ModelConnection(ModelDatabase database, Machine machine, Fence fence) : IWriteConnection
{
    private readonly int incarnation = database.Incarnation;
    private ModelBatch batch = new();
    private bool lost;

    public string Epoch { get; } = database.Epoch;

    public bool IsBroken => lost || incarnation != database.Incarnation;

    public void Begin() => batch = new() { Writer = fence };

    public void HoldFence() => batch.Fence = fence;

    public void RequireHead(string stream, long seq) => batch.Heads.Add((stream, seq));

    public void Write(Append append, long firstSeq) => batch.Written.Add((append, firstSeq));

    public void Project(Append append, long firstSeq) => batch.Projected.Add((append, firstSeq));

    public async Task CommitAsync()
    {
        var sent = batch;
        await AskAsync(async () =>
        {
            await database.ExecuteAsync(sent);
            return true;
        });
    }

    public Task<Dictionary<string, long>> FindHeadsAsync(List<PendingAppend> appends) =>
        AskAsync(() =>
            Task.FromResult(
                appends
                    .Select(pending => pending.Stream)
                    .Distinct()
                    .ToDictionary(stream => stream, database.Tables.Head)
            )
        );

    public Task<Dictionary<int, RecordedCommand>> FindCommandsAsync(List<PendingAppend> appends) =>
        AskAsync(() =>
        {
            var known = new Dictionary<int, RecordedCommand>();
            for (var i = 0; i < appends.Count; i++)
            {
                var append = appends[i].Append;
                if (
                    append.Command is { } command
                    && database.Tables.Commands.TryGetValue(
                        (append.Stream, append.Actor, command.CommandId),
                        out var found
                    )
                )
                    known[i] = found;
            }
            return Task.FromResult(known);
        });

    public Task<HashSet<int>> FindStoredAsync(List<PendingAppend> appends) =>
        AskAsync(() =>
            Task.FromResult(
                Enumerable
                    .Range(0, appends.Count)
                    .Where(i => appends[i].IsOutcomeUnknown && IsStored(appends[i].Append))
                    .ToHashSet()
            )
        );

    public ValueTask DisposeAsync() => default;

    private bool IsStored(Append append) =>
        Enumerable
            .Range(0, append.Events.Count)
            .All(i =>
                database.Tables.FindEvent(append.Stream, append.ExpectedSeq + 1 + i) is { } there
                && there.Event.Type == append.Events[i].Type
                && there.Event.Version == append.Events[i].Version
                && there.Event.Data.Span.SequenceEqual(append.Events[i].Data.Span)
                && there.Append.Actor == append.Actor
                && there.Append.At == append.At
                && there.Append.Cause == append.Cause
            );

    private async Task<T> AskAsync<T>(Func<Task<T>> question)
    {
        if (IsBroken)
            throw new InvalidOperationException("Connection is not open");
        try
        {
            return await ModelLink.AskAsync(database, machine, database.Faults.LossOfNext(), async () =>
            {
                database.RequireUp();
                return IsBroken ? throw ModelLink.Broken() : await question();
            });
        }
        catch (Exception error) when (error is not PostgresException { Severity: "ERROR" })
        {
            lost = true;
            throw;
        }
    }
}

internal sealed class ModelLeaseConnection(ModelDatabase database, Machine machine) : ILeaseConnection
{
    public Task RenewAsync(Fence fence, TimeSpan lasts, CancellationToken cancellationToken) =>
        ModelLink.AskAsync(database, machine, database.Faults.LossOfNext(), async () =>
        {
            await database.RenewLeaseAsync(fence, lasts);
            return true;
        });

    public ValueTask DisposeAsync() => default;
}

/// <summary>
/// The journal's reads on the model; the real ones' second try on a fresh connection is not modelled.
/// </summary>
internal sealed class ModelReader(ModelDatabase database, Machine machine) : IJournalReader
{
    public Task<LoadedStream> LoadAsync(string stream, string stateHash, CancellationToken cancellationToken) =>
        ReadAsync(tables =>
        {
            // One that is ahead of its stream is of another history.
            var snapshot =
                tables.Snapshots.TryGetValue(stream, out var found)
                && found.StateHash == stateHash
                && tables.FindEvent(stream, found.Seq) is not null
                    ? found
                    : null;
            return new LoadedStream(
                snapshot,
                Contiguous(stream, snapshot?.Seq ?? 0, tables.After(stream, snapshot?.Seq ?? 0))
            );
        });

    public Task<IReadOnlyList<RecordedEvent>> ReadAsync(
        string stream,
        long afterSeq,
        int maxEvents,
        int maxBytes,
        CancellationToken cancellationToken
    ) =>
        ReadAsync<IReadOnlyList<RecordedEvent>>(tables =>
            Contiguous(stream, afterSeq, tables.After(stream, afterSeq).Take(maxEvents))
        );

    public Task<IReadOnlyDictionary<string, long>> ReadHeadsAsync(
        IReadOnlyCollection<string> streams,
        CancellationToken cancellationToken
    ) =>
        ReadAsync<IReadOnlyDictionary<string, long>>(tables =>
            streams.Where(stream => tables.Head(stream) > 0).ToDictionary(stream => stream, tables.Head)
        );

    public Task<RecordedCommand?> FindCommandAsync(
        string stream,
        string actor,
        string commandId,
        CancellationToken cancellationToken
    ) => ReadAsync(tables => tables.Commands.GetValueOrDefault((stream, actor, commandId)));

    public Task SaveSnapshotAsync(string stream, StreamSnapshot snapshot, CancellationToken cancellationToken) =>
        ReadAsync(tables =>
        {
            if (!tables.Snapshots.TryGetValue(stream, out var old) || old.Seq <= snapshot.Seq)
                tables.Snapshots[stream] = snapshot;
            return true;
        });

    public Task<IReadOnlyList<FeedRow>> ReadFeedAsync(string owner, int max, CancellationToken cancellationToken) =>
        ReadAsync(_ => database.Feed(owner, max));

    private async Task<T> ReadAsync<T>(Func<ModelTables, T> read)
    {
        try
        {
            var loss = database.Faults.ReadFails() ? Loss.OfRequest : Loss.None;
            return await ModelLink.AskAsync(database, machine, loss, () =>
            {
                database.RequireUp();
                return Task.FromResult(read(database.Tables));
            });
        }
        catch (NpgsqlException error)
        {
            throw new JournalUnavailableException($"The database cannot be reached: {error.Message}", error);
        }
    }

    private static RecordedEvent[] Contiguous(string stream, long after, IEnumerable<ModelEvent> rows)
    {
        var events = rows.Select(row => row.Recorded).ToArray();
        for (var i = 0; i < events.Length; i++)
        {
            if (events[i].Seq != after + 1 + i)
                throw new InvalidDataException(
                    $"Stream {stream} has seq {events[i].Seq} where {after + 1 + i} belongs."
                );
        }
        return events;
    }
}
