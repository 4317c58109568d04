using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Academy.Commands;
using Academy.Grains.Operations;
using Academy.Journal;
using Academy.Streams.Journaling;
using Academy.Streams.Watching;
using Academy.Operations;
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
internal abstract partial class JournaledGrain<TCore>(GrainShell shell, string kind, JsonTypeInfo<TCore> json) : Grain, IStreamExtension
    where TCore : class, ICore, new()
{
    /// <summary>How often a command is decided again because another owner wrote.</summary>
    private const int ConflictsMax = 2;

    private readonly RecentCommands recent = new();
    private readonly Pipeline pipeline = new();
    private readonly ProvisionalCore<TCore> provisional = new(json);

    protected GrainShell Shell => shell;

    protected IStreamHost Host => new GrainHost(this, shell.Clock);

    /// <summary>The core, of durable events only: what is read, joined, published and kept.</summary>
    protected TCore State { get; private set; } = new();

    /// <summary>The core as the next command will find it, to look up which facts it needs. Nothing is answered from it.</summary>
    protected TCore Latest => provisional.Peek(State, pipeline.InFlight);

    /// <summary>The number of the latest durable event.</summary>
    protected long Seq { get; private set; }

    /// <summary>The number of the latest event, durable or in flight.</summary>
    private long Head => pipeline.InFlight is [.., { Append: var last }] ? last.ExpectedSeq + last.Events.Count : Seq;

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

    public virtual Task<JoinAnswer> Join(Caller viewer, StreamCursor? from) => Task.FromResult(JoinAnswer.Refused(StreamRefusals.NotAllowed));

    public virtual Task<JoinAnswer> Watch(IStreamWatcher watcher, WatchedStream stream, StreamCursor? from) => throw new NotSupportedException();

    public virtual Task Unwatch(IStreamWatcher watcher, WatchedStream stream) => Task.CompletedTask;

    public Task<Inspection> Inspect()
    {
        var state = JsonSerializer.SerializeToUtf8Bytes(State, json);
        return Task.FromResult(new Inspection(
            Stream, Seq, state.Length, state.Length <= Inspection.BytesMax ? Redaction.Of(state) : null));
    }

    /// <summary>Who may send commands to this grain at all; null when the caller may.</summary>
    protected virtual Refusal? Authorize(Caller caller) => null;

    /// <summary>What other owners are told in the same transaction.</summary>
    protected virtual IReadOnlyList<FeedItem> FeedOf(IReadOnlyList<object> events) => [];

    /// <summary>What is to happen outside, left in the same transaction.</summary>
    /// <param name="firstSeq">The number that the first of the events gets.</param>
    /// <param name="events">What was decided.</param>
    protected virtual IReadOnlyList<OutboxItem> OutboxOf(long firstSeq, IReadOnlyList<object> events) => [];

    /// <summary>Events are durable and applied: whoever watches is told.</summary>
    protected virtual void Publish(long firstSeq, IReadOnlyList<object> events, DateTimeOffset at)
    {
    }

    /// <summary>Events are durable, applied and published: the place to nudge others.</summary>
    protected virtual void Committed(long firstSeq, IReadOnlyList<object> events, DateTimeOffset at)
    {
    }

    /// <summary>
    /// Decides a command, and answers when it is durable. Commands may be decided on events that are still in flight
    /// (<see cref="Pipeline"/>); none is answered before those are durable, too.
    /// </summary>
    protected Task<Outcome<TAnswer>> Execute<TAnswer>(
        Caller caller, CommandKey? key, JsonTypeInfo<TAnswer> answerJson, Func<TCore, Moment, Decision<TAnswer>> decide)
        where TAnswer : notnull =>
        Authorize(caller) is { } forbidden
            ? Task.FromResult<Outcome<TAnswer>>(forbidden)
            : ExecuteAuthorized(caller, key, answerJson, decide);

    /// <summary>The same for a caller of whom the command itself has found out that he may.</summary>
    protected async Task<Outcome<TAnswer>> ExecuteAuthorized<TAnswer>(
        Caller caller, CommandKey? key, JsonTypeInfo<TAnswer> answerJson, Func<TCore, Moment, Decision<TAnswer>> decide)
        where TAnswer : notnull
    {
        var ticket = pipeline.NextTicket();
        for (var conflicts = 0; ;)
        {
            while (!MayDecide(ticket, out var obstacle))
                await obstacle;
            if (key is not null)
            {
                if (recent.TryFind(caller.Actor, key.Id, out var repeated))
                    return AnswerAgain(key, repeated.RequestHash, repeated.Answer, answerJson);
                if (pipeline.Find(caller.Actor, key.Id) is { } first)
                {
                    if (!await first.Settled)
                        continue;
                    var (_, requestHash, answer) = first.Append.Command!;
                    return AnswerAgain(key, requestHash, answer, answerJson);
                }
            }

            var moment = new Moment(Now, Head);
            var decision = decide(provisional.Of(State, pipeline.InFlight), moment);
            if (decision.Refusal is not null || decision.Events.Count == 0)
            {
                if (pipeline.InFlight is [.., var last] && !await last.Settled)
                    continue;
                if (key is not null && await shell.Journal.FindCommandAsync(Stream, caller.Actor, key.Id, default) is { } old)
                    return AnswerAgain(key, old.RequestHash, old.Answer, answerJson);
                return decision.Refusal is { } refusal ? refusal : decision.Answer!;
            }

            var command = key is null
                ? null
                : new CommandRecord(key.Id, key.RequestHash, JsonSerializer.SerializeToUtf8Bytes(decision.Answer!, answerJson));
            var result = await Send(ToAppend(caller.Actor, moment.Now, decision.Events, command));
            switch (result?.Verdict)
            {
                case null:
                    continue;
                case AppendVerdict.Committed:
                    return decision.Answer!;
                case AppendVerdict.CommandKnown:
                    return AnswerAgain(key!, result.Value.Known!.RequestHash, result.Value.Known.Answer, answerJson);
                case AppendVerdict.Conflict when ++conflicts < ConflictsMax:
                    LogConflict(shell.Logger, Stream, Seq);
                    break;
                default:
                    throw new JournalUnavailableException($"{Stream} is being written by another owner.");
            }
        }
    }

    /// <summary>Appends what was decided without looking at the state; applies and publishes it once it is durable.</summary>
    protected async ValueTask<AppendResult> Commit(
        string actor, DateTimeOffset at, IReadOnlyList<object> events, CommandRecord? command = null, FeedTaken? taken = null)
    {
        for (var ticket = pipeline.NextTicket(); ;)
        {
            while (!MayDecide(ticket, out var obstacle))
                await obstacle;
            if (await Send(ToAppend(actor, at, events, command, taken)) is { } result)
                return result;
        }
    }

    /// <summary>True: the command is to be decided and sent in this very turn. False: it asks again after what stands in its way.</summary>
    private bool MayDecide(long ticket, [NotNullWhen(false)] out Task? obstacle)
    {
        if (pipeline.MayEnter(ticket, out obstacle) && pipeline.IsStale)
            obstacle = LoadAgain(ticket);
        return obstacle is null;
    }

    private static Outcome<TAnswer> AnswerAgain<TAnswer>(
        CommandKey key, string requestHash, ReadOnlyMemory<byte> answer, JsonTypeInfo<TAnswer> answerJson)
        where TAnswer : notnull =>
        requestHash == key.RequestHash
            ? JsonSerializer.Deserialize(answer.Span, answerJson)!
            : CommandRefusals.KeyReused;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Stream}: the journal is not at {Seq}; loading it again")]
    private static partial void LogConflict(ILogger logger, string stream, long seq);
}
