using Academy.Journal;
using Academy.Streams.Journaling;
using Orleans.Runtime;

namespace Academy.Streams.Feeding;

/// <summary>
/// Folds what other streams left for this one; rows of transactions still in flight are left for the next time.
/// </summary>
internal sealed class FeedStream<TCore>(
    string kind,
    IStreamHost host,
    IFeedDescriptor<TCore> descriptor,
    StreamServices services
) : JournaledStream<TCore>(kind, host, descriptor, services), IFeedStream<TCore>
    where TCore : class, ICore, new()
{
    /// <summary>At most ten events a second.</summary>
    private static readonly TimeSpan FoldInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    /// <summary>Rows looked at for one event.</summary>
    private const int RowsMax = 2_500;

    /// <summary>Bytes of rows in one event; it has to fit into an append, a client's queue and a resume.</summary>
    private const int BytesMax = 480 * 1024;

    /// <summary>Looks after a nudge: its row may still hide behind an older transaction in flight.</summary>
    private const int LooksPerNudge = 3;

    private readonly IJournal journal = services.Journal;
    private int looks = LooksPerNudge;
    private DateTimeOffset nextSweep;
    private DateTimeOffset resumeAt;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        Host.StartTimer(FoldOrWait, new GrainTimerCreationOptions(FoldInterval, FoldInterval));
    }

    public void Nudge() => looks = LooksPerNudge;

    public Task Fold()
    {
        Nudge();
        return FoldOrWait(default);
    }

    private async Task FoldOrWait(CancellationToken cancellationToken)
    {
        if (Now < resumeAt)
            return;
        try
        {
            await FoldRows(cancellationToken);
        }
        catch (Exception e)
            when (e is JournalUnavailableException or JournalOverloadedException or StreamMovedException)
        {
            resumeAt = Now + SweepInterval;
        }
    }

    private async Task FoldRows(CancellationToken cancellationToken)
    {
        var now = Now;
        if (looks == 0 && !(IsWatched && now >= nextSweep))
            return;
        nextSweep = now + SweepInterval;
        var rows = WithinBytes(await journal.ReadFeedAsync(Identity.InJournal, RowsMax, cancellationToken));
        looks = rows.Count > 0 ? LooksPerNudge : Math.Max(0, looks - 1);
        if (rows.Count == 0)
            return;

        object[] events = [descriptor.EventOf(rows)];
        if (View is { } view)
            await view.PrepareEvents(events);
        var taken = new FeedTaken(Identity.InJournal, [.. rows.Select(r => r.Position)]);
        var cause = new Cause(rows[0].Correlation, Cause.OfEvent(rows[0].SourceStream, rows[0].SourceSeq));
        await Commit(Name.Kind, now, cause, events, taken);
    }

    private static IReadOnlyList<FeedRow> WithinBytes(IReadOnlyList<FeedRow> rows)
    {
        var bytes = 0L;
        for (var i = 0; i < rows.Count; i++)
        {
            bytes += rows[i].Data.Length;
            if (i > 0 && bytes > BytesMax)
                return [.. rows.Take(i)];
        }
        return rows;
    }
}
