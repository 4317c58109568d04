using System.Text.Json;
using Academy.Accounts;
using Academy.Commands;
using Academy.Journal;
using Academy.Operations;
using Academy.Streams.Watching;

namespace Academy.Streams.Journaling;

// To those who watch: joining, resuming, publishing; and to operators, who look.
internal partial class JournaledStream<TCore> : IStreamExtension
{
    private readonly StreamWatchers watchers;
    private readonly RecentEvents recentEvents = new();
    private (long After, long Head, Task<List<(long Seq, DateTimeOffset At, object Body)>?> Events)? reading;

    public bool IsWatched => watchers.Any;

    /// <summary>What is shown; null: nobody can watch the stream.</summary>
    protected IStreamView? View { get; private set; }

    public void Show(IStreamView view) => View = view;

    public void Signal(StreamSignal signal) => watchers.Signal(signal);

    public async Task<JoinAnswer> Join(Caller viewer, StreamCursor? from)
    {
        MustBeLoaded();
        return View is { } view && await descriptor.AudienceOf(this, viewer) is { } audience
            ? await Answer(view, audience, from)
            : JoinAnswer.Refused(StreamRefusals.NotAllowed);
    }

    public Task<JoinAnswer> Watch(IStreamWatcher watcher, WatchedStream stream, StreamCursor? from)
    {
        MustBeLoaded();
        if (View is not { } view)
            return Task.FromResult(JoinAnswer.Refused(StreamRefusals.NotAllowed));
        // First the watch, then the answer: what is committed in between arrives twice rather than never.
        watchers.Add(watcher, stream);
        return Answer(view, stream.Audience, from);
    }

    public Task Unwatch(IStreamWatcher watcher, WatchedStream stream)
    {
        watchers.Remove(watcher, stream);
        return Task.CompletedTask;
    }

    public Task<Inspection> Inspect()
    {
        MustBeLoaded();
        var state = JsonSerializer.SerializeToUtf8Bytes(State, descriptor.State);
        return Task.FromResult(
            new Inspection(
                journalName,
                Seq,
                state.Length,
                state.Length <= Inspection.BytesMax ? descriptor.Inspect(state) : null
            )
        );
    }

    private void MustBeLoaded()
    {
        if (!IsLoaded)
            throw new InvalidOperationException($"{journalName} was asked before it was loaded.");
    }

    private void Publish(Append append)
    {
        if (View is null)
            return;
        var (events, firstSeq, at) = (append.Events, append.ExpectedSeq + 1, append.At);
        for (var i = 0; i < events.Count; i++)
            recentEvents.Add(firstSeq + i, at, events[i].Body);
        if (!watchers.Any)
            return;
        watchers.Publish(services.Journal.Epoch, audience =>
        {
            var messages = new StreamMessage[events.Count];
            for (var i = 0; i < messages.Length; i++)
                messages[i] = Encode(firstSeq + i, at, events[i].Body, events[i].Opened, audience, events[i].Data);
            return messages;
        });
    }

    private async Task<JoinAnswer> Answer(IStreamView view, Audience audience, StreamCursor? from)
    {
        await LookAfterLoss();
        var epoch = services.Journal.Epoch;
        if (from is not null && from.Epoch == epoch && from.Seq > Seq)
            await FindOut(from.Seq);
        if (
            from is not null
            && from.Epoch == epoch
            && from.Seq >= 0
            && from.Seq <= Seq
            && await Missed(view, audience, from.Seq, Seq) is { } messages
        )
        {
            var seq = from.Seq + messages.Count;
            return new JoinAnswer(StreamVerdict.Resumed, epoch, seq, audience, null, messages, null);
        }

        await view.PrepareSnapshot();
        return new JoinAnswer(StreamVerdict.Snapshot, epoch, Seq, audience, view.EncodeSnapshot(audience), [], null);
    }

    /// <summary>
    /// Finds out whether a silo that was lost wrote to the stream (see <see cref="StaleOwners"/>).
    /// </summary>
    /// <returns>True when it did, and the stream was loaded again.</returns>
    private async ValueTask<bool> LookAfterLoss()
    {
        var losses = services.Stale.Losses;
        if (lossesLookedAt == losses)
            return false;
        long written;
        try
        {
            written = await services.Stale.HeadOf(journalName);
        }
        catch (JournalUnavailableException)
        {
            return false; // Without a database memory is all there is; who asks next looks again.
        }
        var wasBehind = await CatchUp(written);
        lossesLookedAt = Math.Max(lossesLookedAt, losses);
        return wasBehind;
    }

    /// <summary>
    /// Somebody has seen more than there is here. Either they are wrong, or this activation is: another owner wrote,
    /// and what is known here is old. The journal says which; nothing is answered from old knowledge.
    /// </summary>
    private async Task FindOut(long claimed)
    {
        // What is in flight may be durable, and its answer on the way.
        if (pipeline.InFlight is [.., var last])
            await last.Settled;
        if (claimed <= Seq)
            return;
        var heads = await services.Journal.ReadHeadsAsync([journalName], CancellationToken.None);
        await CatchUp(Math.Min(claimed, heads.GetValueOrDefault(journalName)));
    }

    /// <summary>
    /// Waits until this activation has the state of that event, which is written, and loads it if need be.
    /// </summary>
    /// <returns>True when another owner wrote it, and the stream was loaded again.</returns>
    private async Task<bool> CatchUp(long written)
    {
        while (written > Seq)
        {
            // It is this owner's own, or meets the other's: its result says which.
            if (pipeline.InFlight is [.., var last])
                await last.Settled;
            else if (!pipeline.IsStale)
            {
                LogConflict(services.Logger, journalName, Seq);
                pipeline.Doubt();
            }
            if (!pipeline.IsStale)
                continue;
            var ticket = pipeline.NextTicket();
            while (!MayDecide(ticket, out var obstacle))
                await obstacle;
            return true;
        }
        return false;
    }

    /// <summary>
    /// Events of the range, from memory or else from the journal; null when they are too many to send.
    /// </summary>
    private async ValueTask<IReadOnlyList<StreamMessage>?> Missed(
        IStreamView view,
        Audience audience,
        long after,
        long upTo
    )
    {
        if (after == upTo)
            return [];
        if (upTo - after > ResumeLimits.EventsMax)
            return null;
        if (
            (recentEvents.Covers(after) ? recentEvents.After(after) : await ReadTogether(after, upTo)) is not { } events
        )
            return null;
        var opened = await view.PrepareEvents(events.ConvertAll(e => e.Body));
        var messages = new StreamMessage[events.Count];
        for (var i = 0; i < messages.Length; i++)
            messages[i] = Encode(events[i].Seq, events[i].At, events[i].Body, opened[i], audience);
        return messages.Sum(m => (long)m.Data.Length) <= ResumeLimits.BytesMax ? messages : null;
    }

    /// <summary>
    /// After a restart a crowd comes back at once: whoever finds a read under way that has what they miss waits for it.
    /// </summary>
    private async Task<List<(long Seq, DateTimeOffset At, object Body)>?> ReadTogether(long after, long upTo)
    {
        if (reading is not { } under || under.Events.IsCompleted || under.After > after || under.Head < upTo)
            reading = under = (after, upTo, ReadAsync(after, upTo));
        var events = await under.Events;
        // Not the list itself: everybody who waits gets it.
        return events?.FindAll(e => e.Seq > after);
    }

    private async Task<List<(long Seq, DateTimeOffset At, object Body)>?> ReadAsync(long after, long upTo)
    {
        var recorded = await services.Journal.ReadAsync(
            journalName,
            after,
            (int)(upTo - after),
            ResumeLimits.BytesMax,
            default
        );
        if (recorded.Count == 0 || recorded[^1].Seq != upTo)
            return null;
        List<(long, DateTimeOffset, object)> events =
        [
            .. recorded.Select(e => (e.Seq, e.At, services.Events.Named(e.Type).Load(e.Version, e.Data))),
        ];
        recentEvents.Begin(events);
        return events;
    }

    /// <param name="stored">Its stored form, where that is at hand.</param>
    private StreamMessage Encode(
        long seq,
        DateTimeOffset at,
        object body,
        object? opened,
        Audience audience,
        ReadOnlyMemory<byte>? stored = null
    )
    {
        var type = services.Events.Of(body);
        var ends = type.EndsOf(body);
        if (type.IsSentAsStored && stored is { } asStored)
            return new StreamMessage(seq, type.Name, at, asStored) { Ends = ends };
        return type.Send(body, new WireContext(audience, services.Names, opened)) is { } data
            ? new StreamMessage(seq, type.Name, at, data) { Ends = ends }
            : new StreamMessage(seq, StreamMessage.None, at, StreamMessage.NoData) { Ends = ends };
    }
}
