using Academy.Journal;
using Microsoft.Extensions.Logging;

namespace Academy.Streams.Journaling;

// To the journal: appends, and what is done when they are durable.
internal partial class JournaledStream<TCore>
{
    private readonly List<Action<Nudge>> nudged = [];
    private Action<AppliedEvent>? applied;

    public void OnApplied(Action<AppliedEvent> applied) => this.applied += applied;

    public void OnNudge<TNudge>(Action<TNudge> act)
        where TNudge : Nudge =>
        nudged.Add(nudge =>
        {
            if (nudge is TNudge own)
                act(own);
        });

    /// <summary>
    /// Appends what was decided without looking at the state; applies and publishes it once it is durable.
    /// </summary>
    protected async Task Commit(
        string actor,
        DateTimeOffset at,
        Cause cause,
        IReadOnlyList<object> events,
        FeedTaken taken
    )
    {
        var ticket = pipeline.NextTicket();
        while (true)
        {
            while (!MayDecide(ticket, out var obstacle))
                await obstacle;
            if (isSuperseded)
                throw new StreamMovedException(Host.Grain, journalName);
            if (
                await Send(ToAppend(actor, at, cause, events, opened: default, [], command: null, taken), []) is
                { Verdict: AppendVerdict.Committed }
            )
                return;
        }
    }

    private Append ToAppend(
        string actor,
        DateTimeOffset at,
        Cause cause,
        IReadOnlyList<object> events,
        OpenedTexts opened,
        IReadOnlyList<Effect> effects,
        CommandRecord? command,
        FeedTaken? taken = null
    )
    {
        var pending = new PendingEvent[events.Count];
        for (var i = 0; i < pending.Length; i++)
        {
            var type = services.Events.Of(events[i]);
            pending[i] = new PendingEvent(type.Name, type.Version, type.Store(events[i]), events[i], opened[i]);
        }
        List<FeedItem>? feed = null;
        List<OutboxItem>? outbox = null;
        foreach (var effect in effects)
        {
            if (effect is Feed fed)
                (feed ??= []).Add(fed.ToFeed(Identity));
            else if (effect is Deliver delivered)
                (outbox ??= []).Add(delivered.ToOutbox(Identity));
        }
        return new Append
        {
            Stream = journalName,
            ExpectedSeq = Ahead,
            Events = pending,
            Actor = actor,
            At = at,
            Cause = cause,
            Command = command,
            Feed = feed ?? (IReadOnlyList<FeedItem>)[],
            Outbox = outbox ?? (IReadOnlyList<OutboxItem>)[],
            Taken = taken,
        };
    }

    /// <returns>Null when it was discarded because of another one that it was decided on.</returns>
    private async ValueTask<AppendResult?> Send(Append append, IReadOnlyList<Effect> effects)
    {
        provisional.Take(append);
        var own = pipeline.Add(append, effects);
        if (PlantedFault.Is(Fault.PublishBeforeCommit))
            Publish(append);
        AppendResult result;
        try
        {
            result = await services.Journal.AppendAsync(append);
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
                LogOutOfStep(services.Logger, journalName, result.LastSeq);
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
        (head, WrittenAt) = (null, append.At);
        for (var i = 0; i < append.Events.Count; i++)
            State.Apply(append.Events[i].Body, ++Seq, append.At);
        if (append.Command is { } command)
            recent.Remember(append.Actor, command);
        if (pipeline.InFlight.Count == 0)
            provisional.Rest();
        durable.Applied();
        if (!PlantedFault.Is(Fault.PublishBeforeCommit))
            Publish(append);
        if (applied is not null)
        {
            for (var i = 0; i < append.Events.Count; i++)
                applied(new(append.Events[i].Body, append.Events[i].Opened, append.ExpectedSeq + 1 + i, append.At));
        }
        foreach (var effect in durable.Effects)
        {
            if (effect is Nudge nudge)
                CarryOut(nudge);
        }
        if (Seq >= snapshotDue)
            _ = SaveSnapshot(default); // A cache: nobody waits for it.
    }

    private void CarryOut(Nudge nudge)
    {
        foreach (var act in nudged)
            act(nudge);
    }

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "{Stream}: {Seq} is durable, though what it was decided on is not"
    )]
    private static partial void LogOutOfStep(ILogger logger, string stream, long seq);
}
