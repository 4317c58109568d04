using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Academy.Journal;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Academy.Streams.Journaling;

// From the journal: the beginning and the end of an activation, snapshots, and the way to another silo.
internal partial class JournaledStream<TCore> : IGrainMigrationParticipant
{
    /// <summary>Events after which a snapshot is worth writing.</summary>
    private const int SnapshotEvery = 200;

    private const string MigrationKey = "academy.stream";

    private readonly string stateHash;
    private long snapshotSeq;
    private long snapshotDue;

    /// <summary>Another owner wrote to the stream.</summary>
    private bool isSuperseded;

    /// <summary>
    /// Losses of silos up to which it is certain that this owner knows all events; what came along from another silo
    /// may have been behind there.
    /// </summary>
    private int lossesLookedAt = -1;

    /// <summary>The state is there; before, nothing may be asked of the stream.</summary>
    protected bool IsLoaded { get; private set; }

    /// <summary>Loads the stream, unless it came along from another silo. Fencing comes before.</summary>
    public virtual Task StartAsync(CancellationToken cancellationToken) =>
        IsLoaded ? Task.CompletedTask : Load(cancellationToken);

    /// <summary>Waits for what is in flight, and leaves a snapshot for the next activation.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        while (pipeline.InFlight is [.., var last])
            await last.Settled.WaitAsync(cancellationToken);
        if (IsLoaded && Seq - snapshotSeq >= SnapshotEvery / 10)
            await SaveSnapshot(cancellationToken);
    }

    /// <summary>
    /// What the next activation needs so as not to read it: durable state and where it stands. With anything in flight,
    /// or in doubt, nothing travels, and the target loads.
    /// </summary>
    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        if (!IsLoaded || pipeline.IsStale || !pipeline.IsIdle)
            return;
        dehydrationContext.TryAddValue(
            MigrationKey,
            new MigratedStream(
                services.Journal.Epoch,
                stateHash,
                Seq,
                snapshotSeq,
                JsonSerializer.SerializeToUtf8Bytes(State, descriptor.State),
                [
                    .. recent.All.Select(r => new MigratedCommand(
                        r.Actor,
                        r.Command.CommandId,
                        r.Command.RequestHash,
                        r.Command.Answer.ToArray()
                    )),
                ],
                [.. watchers.All.Select(w => new MigratedWatch(w.Watcher, w.Stream))]
            )
        );
    }

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (
            !rehydrationContext.TryGetValue<MigratedStream>(MigrationKey, out var migrated)
            || migrated.Epoch != services.Journal.Epoch
            || migrated.StateHash != stateHash
        )
        {
            return;
        }
        Begin(JsonSerializer.Deserialize(migrated.State, descriptor.State)!, migrated.Seq, migrated.SnapshotSeq);
        foreach (var command in migrated.Commands)
            recent.Remember(command.Actor, new CommandRecord(command.Id, command.RequestHash, command.Answer));
        foreach (var watch in migrated.Watches)
            watchers.Add(watch.Watcher, watch.Stream);
    }

    /// <summary>
    /// A conflict means that the stream moved under us: what is there is loaded before anything else is answered.
    /// Somebody else owns it, and would not learn of what were written here: so this activation answers what it can,
    /// appends nothing more, and goes.
    /// </summary>
    private async Task LoadAgain(long ticket)
    {
        pipeline.Hold(ticket);
        try
        {
            isSuperseded = true;
            await Load(default);
            pipeline.Loaded();
        }
        catch
        {
            pipeline.Release();
            throw;
        }
        Host.Deactivate($"Another owner wrote to {journalName}.");
    }

    private async Task Load(CancellationToken cancellationToken)
    {
        var losses = services.Stale.Losses;
        var loaded = await services.Journal.LoadAsync(journalName, stateHash, cancellationToken);
        var state = loaded.Snapshot is { } snapshot
            ? JsonSerializer.Deserialize(snapshot.State.Span, descriptor.State)!
            : new TCore();
        var from = loaded.Snapshot?.Seq ?? 0;
        var seq = from;
        foreach (var recorded in loaded.Events)
        {
            var body = services.Events.Named(recorded.Type).Load(recorded.Version, recorded.Data);
            state.Apply(body, recorded.Seq, recorded.At);
            seq = recorded.Seq;
        }
        Begin(state, seq, from);
        lossesLookedAt = losses;
    }

    private void Begin(TCore state, long seq, long lastSnapshot)
    {
        (State, Seq, head, snapshotSeq, IsLoaded) = (state, seq, null, lastSnapshot, true);
        // What an epoch ago was accepted may never have been.
        recent.Clear();
        provisional.Drop();
        recentEvents.Reset(seq);
        // Streams that begin together (a class that starts a course) do not all write theirs at the same moment.
        snapshotDue = snapshotSeq + SnapshotEvery + journalName.Sum(c => c) % SnapshotEvery;
    }

    private async Task SaveSnapshot(CancellationToken cancellationToken)
    {
        var seq = Seq;
        (snapshotSeq, snapshotDue) = (seq, seq + SnapshotEvery);
        try
        {
            var state = JsonSerializer.SerializeToUtf8Bytes(State, descriptor.State);
            await services.Journal.SaveSnapshotAsync(
                journalName,
                new StreamSnapshot(seq, stateHash, state),
                cancellationToken
            );
        }
        catch (Exception e)
        {
            // Without it the next activation reads more events.
            LogSnapshotSkipped(services.Logger, journalName, e);
        }
    }

    private static class StateHashes
    {
        private static string? hash;

        public static string GetOrAdd(JsonTypeInfo<TCore> json) => hash ??= StateHash.Of(json);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Stream}: no snapshot written")]
    private static partial void LogSnapshotSkipped(ILogger logger, string stream, Exception exception);
}
