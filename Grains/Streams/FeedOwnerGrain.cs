using System.Text.Json.Serialization.Metadata;
using Academy.Journal;
using Orleans;
using Orleans.Runtime;

namespace Academy.Grains.Streams;

/// <summary>
/// The owner of a stream that many grains feed: folds what they left for it into one event per interval, all of it up to
/// the size that an event may have. The rows that an event took up are deleted in its own transaction, so each is taken up
/// once; rows of transactions still in flight are left for the next.
/// </summary>
internal abstract class FeedOwnerGrain<TCore>(GrainShell shell, string kind, JsonTypeInfo<TCore> json)
    : StreamOwnerGrain<TCore>(shell, kind, json)
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

    private int looks = LooksPerNudge;
    private DateTimeOffset nextSweep;
    private DateTimeOffset resumeAt;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        this.RegisterGrainTimer(FoldOrWait, new GrainTimerCreationOptions(FoldInterval, FoldInterval));
    }

    public Task Nudge()
    {
        looks = LooksPerNudge;
        return Task.CompletedTask;
    }

    /// <summary>The one event that these rows become.</summary>
    protected abstract object EventOf(IReadOnlyList<FeedRow> rows);

    /// <summary>Looks at once, without waiting for the interval.</summary>
    protected Task FoldNow()
    {
        looks = LooksPerNudge;
        return FoldOrWait(default);
    }

    private async Task FoldOrWait(CancellationToken cancellationToken)
    {
        if (Now < resumeAt)
            return;
        try
        {
            await Fold(cancellationToken);
        }
        catch (Exception e) when (e is JournalUnavailableException or JournalOverloadedException)
        {
            resumeAt = Now + SweepInterval;
        }
    }

    private async Task Fold(CancellationToken cancellationToken)
    {
        var now = Now;
        if (looks == 0 && !(IsWatched && now >= nextSweep))
            return;
        nextSweep = now + SweepInterval;
        var rows = WithinBytes(await Shell.Journal.ReadFeedAsync(Stream, RowsMax, cancellationToken));
        looks = rows.Count > 0 ? LooksPerNudge : Math.Max(0, looks - 1);
        if (rows.Count == 0)
            return;

        object[] events = [EventOf(rows)];
        await PrepareEvents(events);
        var result = await Commit(Name.Kind, now, events, taken: new FeedTaken(Stream, [.. rows.Select(r => r.Position)]));
        if (result.Verdict != AppendVerdict.Committed)
            DeactivateOnIdle();
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
