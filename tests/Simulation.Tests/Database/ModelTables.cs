using Academy.Grains.Gamification;
using Academy.Grains.Learning;
using Academy.Journal;

namespace Academy.Simulation.Tests.Database;

/// <summary>What is committed: the journal's tables, and of the read models what the conserved sums need.</summary>
internal sealed class ModelTables
{
    private readonly Dictionary<string, SortedDictionary<long, ModelEvent>> streams = [];

    public IEnumerable<ModelEvent> Events => streams.Values.SelectMany(stream => stream.Values);

    public Dictionary<(string Stream, string Actor, string Id), RecordedCommand> Commands { get; } = [];

    public SortedDictionary<long, ModelFeedRow> Feed { get; } = [];

    public Dictionary<string, StreamSnapshot> Snapshots { get; } = [];

    /// <summary><c>user_stats</c>: XP and the number of the stream that it is as of.</summary>
    public Dictionary<Guid, (long Xp, long Seq)> UserStats { get; } = [];

    /// <summary><c>xp_days</c>.</summary>
    public Dictionary<(Guid User, DateOnly Day, Guid Course), long> XpDays { get; } = [];

    /// <summary><c>module_progress</c>, the completed ones.</summary>
    public HashSet<(Guid Enrollment, Guid Module)> Completions { get; } = [];

    public ModelEvent? FindEvent(string stream, long seq) =>
        streams.TryGetValue(stream, out var events) ? events.GetValueOrDefault(seq) : null;

    public long Head(string stream) => streams.TryGetValue(stream, out var events) ? events.Keys.Last() : 0;

    public IEnumerable<ModelEvent> After(string stream, long seq) =>
        streams.TryGetValue(stream, out var events) ? events.Values.Where(e => e.Seq > seq) : [];

    public void Add(ModelEvent row)
    {
        if (!streams.TryGetValue(row.Append.Stream, out var events))
            streams[row.Append.Stream] = events = [];
        events.Add(row.Seq, row);
    }

    /// <summary>The projections' effects, as their SQL has them.</summary>
    public void Project(Append append, long firstSeq)
    {
        for (var i = 0; i < append.Events.Count; i++)
        {
            switch (append.Events[i].Body)
            {
                case XpEarned e:
                    var user = OwnerOf(append.Stream);
                    UserStats[user] = (e.Xp, firstSeq + i);
                    var day = (user, DateOnly.FromDateTime(e.At.UtcDateTime), e.CourseId?.Value ?? Guid.Empty);
                    XpDays[day] = XpDays.GetValueOrDefault(day) + e.Amount;
                    break;
                case ModuleCompleted e:
                    Completions.Add((e.EnrollmentId.Value, e.ModuleId.Value));
                    break;
            }
        }
    }

    public static Guid OwnerOf(string stream) =>
        Guid.Parse(stream.AsSpan(stream.IndexOf(':', StringComparison.Ordinal) + 1));
}

internal sealed record ModelEvent(Append Append, int Index, long Seq, long Position)
{
    public PendingEvent Event => Append.Events[Index];

    public RecordedEvent Recorded =>
        new(Append.Stream, Seq, Event.Type, Event.Version, Event.Data, Append.Actor, Append.At);
}

internal sealed record ModelFeedRow(
    string Owner,
    long Position,
    long Transaction,
    string SourceStream,
    long SourceSeq,
    ReadOnlyMemory<byte> Data
);
