using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Academy.Journal;
using Academy.Streams.Journaling;
using Academy.Streams.Watching;
using Microsoft.Extensions.Logging;

namespace Academy.Grains.Streams;

// To the journal and back: appends, what is done when they are durable, loading and snapshots.
internal abstract partial class JournaledGrain<TCore>
{
    /// <summary>Events after which a snapshot is worth writing.</summary>
    private const int SnapshotEvery = 200;

    private readonly string stateHash = StateHashes.GetOrAdd(json);
    private long snapshotSeq;
    private long snapshotDue;

    private Append ToAppend(
        string actor, DateTimeOffset at, IReadOnlyList<object> events, CommandRecord? command, FeedTaken? taken = null)
    {
        var pending = new PendingEvent[events.Count];
        for (var i = 0; i < pending.Length; i++)
        {
            var type = shell.Events.Of(events[i]);
            pending[i] = new PendingEvent(type.Name, type.Version, type.Store(events[i]), events[i]);
        }
        return new Append
        {
            Stream = Stream,
            ExpectedSeq = Head,
            Events = pending,
            Actor = actor,
            At = at,
            Command = command,
            Feed = FeedOf(events),
            Outbox = OutboxOf(Head + 1, events),
            Taken = taken,
        };
    }

    /// <returns>Null when it was discarded because of another one that it was decided on.</returns>
    private async ValueTask<AppendResult?> Send(Append append)
    {
        provisional.Take(append);
        var own = pipeline.Add(append, []);
        if (PlantedFault.Is(Fault.PublishBeforeCommit))
            Publish(append.ExpectedSeq + 1, [.. append.Events.Select(e => e.Body)], append.At);
        AppendResult result;
        try
        {
            result = await shell.Journal.AppendAsync(append);
        }
        catch
        {
            provisional.Drop();
            pipeline.Break(own, stale: false);
            throw;
        }
        if (result.Verdict == AppendVerdict.Committed)
        {
            pipeline.Commit(own);
            while (pipeline.TakeDurable() is { } first)
                Apply(first);
            if (!own.IsApplied && !await own.Settled)
                LogOutOfStep(shell.Logger, Stream, result.LastSeq);
            return result;
        }
        var discarded = own.IsDiscarded && result.Verdict == AppendVerdict.Conflict;
        provisional.Drop();
        pipeline.Break(own, stale: result.Verdict == AppendVerdict.Conflict);
        return discarded ? null : result;
    }

    private void Apply(InFlight durable)
    {
        var append = durable.Append;
        var events = new object[append.Events.Count];
        for (var i = 0; i < events.Length; i++)
            State.Apply(events[i] = append.Events[i].Body, ++Seq, append.At);
        if (append.Command is { } command)
            recent.Remember(append.Actor, command);
        if (pipeline.InFlight.Count == 0)
            provisional.Rest();
        durable.Applied();
        if (!PlantedFault.Is(Fault.PublishBeforeCommit))
            Publish(append.ExpectedSeq + 1, events, append.At);
        Committed(append.ExpectedSeq + 1, events, append.At);
        if (Seq >= snapshotDue)
            _ = SaveSnapshot(default); // A cache: nobody waits for it.
    }

    /// <summary>A conflict means that the stream moved under us: what is there is loaded before anything else is decided.</summary>
    private async Task LoadAgain(long ticket)
    {
        pipeline.Hold(ticket);
        try
        {
            await Load(default);
            pipeline.Loaded();
        }
        catch
        {
            pipeline.Release();
            throw;
        }
    }

    private async Task Load(CancellationToken cancellationToken)
    {
        var loaded = await shell.Journal.LoadAsync(Stream, stateHash, cancellationToken);
        var state = loaded.Snapshot is { } snapshot
            ? JsonSerializer.Deserialize(snapshot.State.Span, json)!
            : new TCore();
        snapshotSeq = Seq = loaded.Snapshot?.Seq ?? 0;
        foreach (var recorded in loaded.Events)
        {
            var body = shell.Events.Named(recorded.Type).Load(recorded.Version, recorded.Data);
            state.Apply(body, recorded.Seq, recorded.At);
            Seq = recorded.Seq;
        }
        State = state;
        // What an epoch ago was accepted may never have been.
        recent.Clear();
        // Streams that begin together (a class that starts a course) do not all write theirs at the same moment.
        snapshotDue = snapshotSeq + SnapshotEvery + Stream.Sum(c => c) % SnapshotEvery;
    }

    private async Task SaveSnapshot(CancellationToken cancellationToken)
    {
        var seq = Seq;
        (snapshotSeq, snapshotDue) = (seq, seq + SnapshotEvery);
        try
        {
            var state = JsonSerializer.SerializeToUtf8Bytes(State, json);
            await shell.Journal.SaveSnapshotAsync(Stream, new StreamSnapshot(seq, stateHash, state), cancellationToken);
        }
        catch (Exception e)
        {
            // Without it the next activation reads more events.
            LogSnapshotSkipped(shell.Logger, Stream, e);
        }
    }

    private static class StateHashes
    {
        private static string? hash;

        public static string GetOrAdd(JsonTypeInfo<TCore> json) => hash ??= StateHash.Of(json);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Stream}: {Seq} is durable, though what it was decided on is not")]
    private static partial void LogOutOfStep(ILogger logger, string stream, long seq);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Stream}: no snapshot written")]
    private static partial void LogSnapshotSkipped(ILogger logger, string stream, Exception exception);
}
