using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Academy.Accounts;
using Academy.Calls;
using Academy.Commands;
using Academy.Journal;
using Microsoft.Extensions.Logging;

namespace Academy.Streams.Journaling;

/// <summary>
/// The owner's side of a stream: looks the command's id up → decides → refuses, or appends → applies → publishes →
/// answers, for every command in the same rhythm.
/// </summary>
/// <remarks>
/// The state is a fold of the stream, loaded before the activation from the latest snapshot and what follows it. A
/// command that was accepted before answers as it did then: the latest are remembered here; an older one meets itself
/// in the journal (its id is a key), or is looked up there before a refusal or a no-op would be answered. So the common
/// path reads nothing. By parts: <c>.Appending</c>, <c>.Loading</c>, <c>.Watching</c>.
/// </remarks>
internal partial class JournaledStream<TCore> : IJournaledStream<TCore>, IWrittenStream
    where TCore : class, ICore, new()
{
    private readonly IStreamDescriptor<TCore> descriptor;
    private readonly StreamServices services;
    private readonly string journalName;
    private readonly RecentCommands recent = new();
    private readonly Pipeline pipeline = new();
    private readonly ProvisionalCore<TCore> provisional;
    private StreamCursor? head;

    public JournaledStream(string kind, IStreamHost host, IStreamDescriptor<TCore> descriptor, StreamServices services)
    {
        (Host, this.descriptor, this.services) = (host, descriptor, services);
        var (organization, id) = GrainKey.Parse(host.Key);
        Identity = new StreamIdentity(organization, new StreamName(kind, id));
        journalName = Identity.InJournal;
        provisional = new(descriptor.State);
        stateHash = StateHashes.GetOrAdd(descriptor.State);
        watchers = new(host.Clock);
    }

    public StreamIdentity Identity { get; }

    public StreamName Name => Identity.Name;

    public OrganizationId Organization => Identity.Organization;

    public TCore State { get; private set; } = new();

    public TCore Latest => provisional.Peek(State, pipeline.InFlight);

    public StreamCursor Head => head ??= new StreamCursor(services.Journal.Epoch, Seq);

    public IStreamHost Host { get; }

    public DateTimeOffset? WrittenAt { get; private set; }

    /// <summary>The number of the latest durable event.</summary>
    protected long Seq { get; private set; }

    protected DateTimeOffset Now => Host.Clock.GetUtcMilliseconds();

    /// <summary>The number of the latest event, durable or in flight.</summary>
    private long Ahead => pipeline.InFlight is [.., { Append: var last }] ? last.ExpectedSeq + last.Events.Count : Seq;

    public Task<Outcome<TAnswer>> Execute<TAnswer>(
        Caller caller,
        CommandKey? key,
        Func<TCore, Moment, Decision<TAnswer>> decide
    )
        where TAnswer : notnull =>
        Execute<NoFacts, TAnswer, Plain<TAnswer>>(caller, key, facts: null, new(decide), decidesWhoMay: false);

    public Task<Outcome<TAnswer>> Execute<TFacts, TAnswer>(
        Caller caller,
        CommandKey? key,
        Func<TCore, CancellationToken, ValueTask<TFacts>> facts,
        Func<TCore, TFacts, Moment, Decision<TAnswer>> decide,
        bool decidesWhoMay = false
    )
        where TAnswer : notnull =>
        Execute<TFacts, TAnswer, OnFacts<TFacts, TAnswer>>(caller, key, facts, new(decide), decidesWhoMay);

    private async Task<Outcome<TAnswer>> Execute<TFacts, TAnswer, TDecide>(
        Caller caller,
        CommandKey? key,
        Func<TCore, CancellationToken, ValueTask<TFacts>>? facts,
        TDecide decide,
        bool decidesWhoMay
    )
        where TAnswer : notnull
        where TDecide : struct, IDecide<TFacts, TAnswer>
    {
        var forbidden = decidesWhoMay ? null : descriptor.MayCommand(Identity, caller);
        var isMissing = facts is not null && forbidden is null;
        TFacts found = default!;
        if (isMissing && !IsKnownHere(caller, key))
            (found, isMissing) = (await facts!(Latest, CancellationToken.None), false);

        var ticket = pipeline.NextTicket();
        while (true)
        {
            while (!MayDecide(ticket, out var obstacle))
                await obstacle;
            if (key is not null)
            {
                if (recent.TryFind(caller.Actor, key.Id, out var repeated))
                    return AnswerAgain<TFacts, TAnswer>(found, key, repeated.RequestHash, repeated.Answer);
                if (pipeline.Find(caller.Actor, key.Id) is { } first)
                {
                    if (!await first.Settled)
                        continue;
                    var (_, requestHash, answer) = first.Append.Command!;
                    return AnswerAgain<TFacts, TAnswer>(found, key, requestHash, answer);
                }
            }
            if (isMissing)
            {
                // The first of a repeat was not written: the repeat is the first now.
                (found, isMissing) = (await facts!(Latest, CancellationToken.None), false);
                continue;
            }

            var moment = new Moment(Now, Ahead);
            var decision = forbidden ?? decide.On(provisional.Of(State, pipeline.InFlight), found, moment);
            var appends = decision.Refusal is null && decision.Events.Count > 0;
            if (!appends || isSuperseded)
            {
                if (pipeline.InFlight is [.., var last] && !await last.Settled)
                    continue;
                if (await LookAfterLoss())
                    continue;
                if (
                    key is not null
                    && await services.Journal.FindCommandAsync(journalName, caller.Actor, key.Id, default) is { } old
                )
                    return AnswerAgain<TFacts, TAnswer>(found, key, old.RequestHash, old.Answer);
                if (appends)
                    throw new StreamMovedException(Host.Grain, journalName);
                return decision.Refusal is { } refusal ? refusal : Outcome.Of(decision.Answer!);
            }

            var command = key is null
                ? null
                : new CommandRecord(
                    key.Id,
                    key.RequestHash,
                    JsonSerializer.SerializeToUtf8Bytes(decision.Answer!, descriptor.Answer<TAnswer>())
                );
            var origin = caller.Origin ?? CallOrigin.Carried;
            var cause = new Cause(origin?.Trace, origin?.Cause ?? key?.Id);
            var result = await Send(
                ToAppend(caller.Actor, moment.Now, cause, decision.Events, decision.Opened, decision.Effects, command),
                decision.Effects
            );
            switch (result?.Verdict)
            {
                case AppendVerdict.Committed:
                    return Outcome.Of(decision.Answer!);
                case AppendVerdict.CommandKnown:
                    return AnswerAgain<TFacts, TAnswer>(
                        found,
                        key!,
                        result.Value.Known!.RequestHash,
                        result.Value.Known.Answer
                    );
                case AppendVerdict.Conflict:
                    LogConflict(services.Logger, journalName, Seq);
                    break;
            }
        }
    }

    /// <summary>
    /// True: the command is to be decided and sent in this very turn. False: it asks again after what stands in its
    /// way.
    /// </summary>
    private bool MayDecide(long ticket, [NotNullWhen(false)] out Task? obstacle)
    {
        if (pipeline.MayEnter(ticket, out obstacle) && pipeline.IsStale)
            obstacle = LoadAgain(ticket);
        return obstacle is null;
    }

    /// <summary>
    /// Whether it is a repeat of what this activation knows of, so that its facts need not be fetched.
    /// </summary>
    private bool IsKnownHere(Caller caller, CommandKey? key) =>
        key is not null
        && (recent.TryFind(caller.Actor, key.Id, out _) || pipeline.Find(caller.Actor, key.Id) is not null);

    private Outcome<TAnswer> AnswerAgain<TFacts, TAnswer>(
        TFacts found,
        CommandKey key,
        string requestHash,
        ReadOnlyMemory<byte> answer
    )
        where TAnswer : notnull
    {
        if (found is IGivesBack taken)
            taken.GiveBack();
        return requestHash == key.RequestHash
            ? Outcome.Of(JsonSerializer.Deserialize(answer.Span, descriptor.Answer<TAnswer>())!)
            : CommandRefusals.KeyReused;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Stream}: the journal is not at {Seq}; loading it again")]
    private static partial void LogConflict(ILogger logger, string stream, long seq);

    private readonly record struct NoFacts;

    /// <summary>
    /// How a command is decided, known when the code is compiled: so one loop serves both kinds, and costs neither
    /// anything.
    /// </summary>
    private interface IDecide<TFacts, TAnswer>
    {
        Decision<TAnswer> On(TCore core, TFacts facts, Moment moment);
    }

    private readonly struct Plain<TAnswer>(Func<TCore, Moment, Decision<TAnswer>> decide) : IDecide<NoFacts, TAnswer>
    {
        public Decision<TAnswer> On(TCore core, NoFacts facts, Moment moment) => decide(core, moment);
    }

    private readonly struct OnFacts<TFacts, TAnswer>(Func<TCore, TFacts, Moment, Decision<TAnswer>> decide)
        : IDecide<TFacts, TAnswer>
    {
        public Decision<TAnswer> On(TCore core, TFacts facts, Moment moment) => decide(core, facts, moment);
    }
}
