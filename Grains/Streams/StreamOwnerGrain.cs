using System.Text.Json.Serialization.Metadata;
using Academy.Accounts;
using Academy.Commands;
using Academy.Journal;
using Academy.Streams.Journaling;
using Academy.Streams.Watching;
using Academy.Streams;

namespace Academy.Grains.Streams;

/// <summary>A journaled grain whose stream can be watched.</summary>
internal abstract class StreamOwnerGrain<TCore>(GrainShell shell, string kind, JsonTypeInfo<TCore> json)
    : JournaledGrain<TCore>(shell, kind, json)
    where TCore : class, ICore, new()
{
    private readonly StreamWatchers watchers = new(shell.Clock);
    private readonly RecentEvents recent = new();
    private (long After, long Head, Task<List<(long Seq, DateTimeOffset At, object Body)>?> Events)? reading;

    protected bool IsWatched => watchers.Any;

    /// <summary>How the viewer may see this stream; null when he may not.</summary>
    protected abstract ValueTask<Audience?> AudienceOf(Caller viewer);

    /// <summary>Fetches what <see cref="EncodeSnapshot"/> needs besides the state.</summary>
    protected virtual ValueTask PrepareSnapshot() => default;

    /// <summary>Fetches what the wire forms of these events need besides the events.</summary>
    protected virtual ValueTask PrepareEvents(IEnumerable<object> events) => default;

    /// <summary>The state as the audience may see it, UTF-8 JSON.</summary>
    protected abstract byte[] EncodeSnapshot(Audience audience);

    /// <summary>Tells whoever watches something that matters only now.</summary>
    protected void Signal(StreamSignal signal) => watchers.Signal(signal);

    public override async Task<JoinAnswer> Join(Caller viewer, StreamCursor? from) =>
        await AudienceOf(viewer) is { } audience
            ? await Answer(audience, from)
            : JoinAnswer.Refused(StreamRefusals.NotAllowed);

    public override Task<JoinAnswer> Watch(IStreamWatcher watcher, WatchedStream stream, StreamCursor? from)
    {
        // First the watch, then the answer: what is committed in between arrives twice rather than never.
        watchers.Add(watcher, stream);
        return Answer(stream.Audience, from);
    }

    public override Task Unwatch(IStreamWatcher watcher, WatchedStream stream)
    {
        watchers.Remove(watcher, stream);
        return Task.CompletedTask;
    }

    protected override void Publish(long firstSeq, IReadOnlyList<object> events, DateTimeOffset at)
    {
        for (var i = 0; i < events.Count; i++)
            recent.Add(firstSeq + i, at, events[i]);
        if (!watchers.Any)
            return;
        watchers.Publish(Shell.Journal.Epoch, audience =>
        {
            var messages = new StreamMessage[events.Count];
            for (var i = 0; i < messages.Length; i++)
                messages[i] = Encode(firstSeq + i, at, events[i], audience);
            return messages;
        });
    }

    private async Task<JoinAnswer> Answer(Audience audience, StreamCursor? from)
    {
        var epoch = Shell.Journal.Epoch;
        if (from is not null && from.Epoch == epoch && from.Seq >= 0 && from.Seq <= Seq
            && await Missed(audience, from.Seq, Seq) is { } messages)
        {
            var seq = from.Seq + messages.Count;
            return new JoinAnswer(StreamVerdict.Resumed, epoch, seq, audience, null, messages, null);
        }

        await PrepareSnapshot();
        return new JoinAnswer(StreamVerdict.Snapshot, epoch, Seq, audience, EncodeSnapshot(audience), [], null);
    }

    /// <summary>Events of the range, from memory or else from the journal; null when they are too many to send.</summary>
    private async ValueTask<IReadOnlyList<StreamMessage>?> Missed(Audience audience, long after, long head)
    {
        if (after == head)
            return [];
        if (head - after > ResumeLimits.EventsMax)
            return null;
        if ((recent.Covers(after) ? recent.After(after) : await ReadTogether(after, head)) is not { } events)
            return null;
        if (PlantedFault.Is(Fault.ResumeOffByOne))
            events.RemoveAt(0);
        await PrepareEvents(events.Select(e => e.Body));
        var messages = events.ConvertAll(e => Encode(e.Seq, e.At, e.Body, audience));
        return messages.Sum(m => (long)m.Data.Length) <= ResumeLimits.BytesMax ? messages : null;
    }

    /// <summary>After a restart a crowd comes back at once: who finds a read under way that has what he misses waits for it.</summary>
    private async Task<List<(long Seq, DateTimeOffset At, object Body)>?> ReadTogether(long after, long head)
    {
        if (reading is not { } under || under.Events.IsCompleted || under.After > after || under.Head < head)
            reading = under = (after, head, ReadAsync(after, head));
        var events = await under.Events;
        // Not the list itself: everybody who waits gets it.
        return events?.FindAll(e => e.Seq > after);
    }

    private async Task<List<(long Seq, DateTimeOffset At, object Body)>?> ReadAsync(long after, long head)
    {
        var recorded = await Shell.Journal.ReadAsync(Stream, after, (int)(head - after), ResumeLimits.BytesMax, default);
        if (recorded.Count == 0 || recorded[^1].Seq != head)
            return null;
        List<(long, DateTimeOffset, object)> events =
            [.. recorded.Select(e => (e.Seq, e.At, Shell.Events.Named(e.Type).Load(e.Version, e.Data)))];
        recent.Begin(events);
        return events;
    }

    private StreamMessage Encode(long seq, DateTimeOffset at, object body, Audience audience)
    {
        var type = Shell.Events.Of(body);
        return type.Send(body, new WireContext(audience, Shell.Names)) is { } data
            ? new StreamMessage(seq, type.Name, at, data) { Ends = type.EndsOf(body) }
            : new StreamMessage(seq, StreamMessage.None, at, StreamMessage.NoData) { Ends = type.EndsOf(body) };
    }
}
