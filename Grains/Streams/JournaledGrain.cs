using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Academy.Commands;
using Academy.Journal;
using Academy.Streams;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace Academy.Grains.Streams;

/// <summary>
/// The shell around a core: facts → decide → refuse → append → apply → answer, for every command in the same rhythm.
/// </summary>
/// <remarks>
/// The state is a fold of the stream, loaded at activation from the latest snapshot and what follows it. A command that
/// was accepted before answers as it did then: the latest are remembered here, an older one meets itself in the journal
/// (its id is a key) or is looked up before a refusal or a no-op would be answered, so that the common path reads nothing.
/// </remarks>
internal abstract partial class JournaledGrain<TCore>(GrainShell shell, string kind, JsonTypeInfo<TCore> json) : Grain
    where TCore : class, ICore, new()
{
    /// <summary>Events after which a snapshot is worth writing.</summary>
    private const int SnapshotEvery = 200;

    private readonly RecentCommands recent = new();
    private readonly string stateHash = StateHashes.GetOrAdd(json);
    private long snapshotSeq;
    private long snapshotDue;

    protected GrainShell Shell => shell;

    /// <summary>The core. Only <see cref="Commit"/> changes it.</summary>
    protected TCore State { get; private set; } = new();

    /// <summary>The number of the latest event.</summary>
    protected long Seq { get; private set; }

    protected Academy.Accounts.OrganizationId Organization { get; private set; }

    /// <summary>The stream's name without its organization.</summary>
    protected StreamName Name { get; private set; }

    /// <summary>The stream in the journal.</summary>
    protected string Stream { get; private set; } = "";

    /// <summary>The time of this turn, in whole milliseconds.</summary>
    protected DateTimeOffset Now => shell.Clock.GetUtcMilliseconds();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var (organization, id) = GrainKey.Parse(this.GetPrimaryKeyString());
        (Organization, Name) = (organization, new StreamName(kind, id));
        Stream = Name.InJournal(organization);
        await Load(cancellationToken);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (Seq - snapshotSeq >= SnapshotEvery / 10)
            await SaveSnapshot(cancellationToken);
    }

    /// <summary>Who may send commands to this grain at all; null when the caller may.</summary>
    protected virtual Refusal? Authorize(Caller caller) => null;

    /// <summary>What other owners are told in the same transaction.</summary>
    protected virtual IReadOnlyList<FeedItem> FeedOf(IReadOnlyList<object> events) => [];

    /// <summary>What is to happen outside, left in the same transaction.</summary>
    protected virtual IReadOnlyList<OutboxItem> OutboxOf(IReadOnlyList<object> events) => [];

    /// <summary>Events are durable and applied: the place to publish and to nudge.</summary>
    protected virtual void Committed(long firstSeq, IReadOnlyList<object> events, DateTimeOffset at)
    {
    }

    protected async Task<Outcome<TAnswer>> Execute<TAnswer>(
        Caller caller, CommandKey? key, JsonTypeInfo<TAnswer> answerJson, Func<TCore, DateTimeOffset, Decision<TAnswer>> decide)
        where TAnswer : notnull
    {
        if (Authorize(caller) is { } forbidden)
            return forbidden;
        if (key is not null && recent.TryFind(caller.Actor, key.Id, out var repeated))
            return AnswerAgain(key, repeated.RequestHash, repeated.Answer, answerJson);

        // A conflict means that the stream moved under us: load what is there and decide once more.
        for (var attempt = 1; ; attempt++)
        {
            var now = Now;
            var decision = decide(State, now);
            if (decision.Refusal is not null || decision.Events.Count == 0)
            {
                if (key is not null && await shell.Journal.FindCommandAsync(Stream, caller.Actor, key.Id, default) is { } old)
                    return AnswerAgain(key, old.RequestHash, old.Answer, answerJson);
                return decision.Refusal is { } refusal ? refusal : decision.Answer!;
            }

            var command = key is null
                ? null
                : new CommandRecord(key.Id, key.RequestHash, JsonSerializer.SerializeToUtf8Bytes(decision.Answer!, answerJson));
            var result = await Commit(caller.Actor, now, decision.Events, command);
            switch (result.Verdict)
            {
                case AppendVerdict.Committed:
                    if (command is not null)
                        recent.Remember(caller.Actor, key!, command.Answer);
                    return decision.Answer!;
                case AppendVerdict.CommandKnown:
                    return AnswerAgain(key!, result.Known!.RequestHash, result.Known.Answer, answerJson);
                default:
                    LogConflict(shell.Logger, Stream, Seq);
                    if (attempt == 2)
                        throw new JournalUnavailableException($"{Stream} is being written by another owner.");
                    await Load(default);
                    break;
            }
        }
    }

    /// <summary>Appends what has been decided; applies and publishes it once it is durable.</summary>
    protected async ValueTask<AppendResult> Commit(
        string actor, DateTimeOffset at, IReadOnlyList<object> events, CommandRecord? command = null, FeedTaken? taken = null)
    {
        var pending = new PendingEvent[events.Count];
        for (var i = 0; i < pending.Length; i++)
        {
            var type = shell.Events.Of(events[i]);
            pending[i] = new PendingEvent(type.Name, type.Version, type.Store(events[i]), events[i]);
        }

        var result = await shell.Journal.AppendAsync(new Append
        {
            Stream = Stream,
            ExpectedSeq = Seq,
            Events = pending,
            Actor = actor,
            At = at,
            Command = command,
            Feed = FeedOf(events),
            Outbox = OutboxOf(events),
            Taken = taken,
        });
        if (result.Verdict != AppendVerdict.Committed)
            return result;

        foreach (var body in events)
            State.Apply(body, ++Seq, at);
        Committed(result.FirstSeq, events, at);
        if (Seq >= snapshotDue)
            _ = SaveSnapshot(default); // A cache: nobody waits for it.
        return result;
    }

    private static Outcome<TAnswer> AnswerAgain<TAnswer>(
        CommandKey key, string requestHash, ReadOnlyMemory<byte> answer, JsonTypeInfo<TAnswer> answerJson)
        where TAnswer : notnull =>
        requestHash == key.RequestHash
            ? JsonSerializer.Deserialize(answer.Span, answerJson)!
            : CommandRefusals.KeyReused;

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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Stream}: the journal is not at {Seq}; loading it again")]
    private static partial void LogConflict(ILogger logger, string stream, long seq);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Stream}: no snapshot written")]
    private static partial void LogSnapshotSkipped(ILogger logger, string stream, Exception exception);
}
