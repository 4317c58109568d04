using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Catalog;
using Academy.Grains.Streams;
using Academy.Journal;
using Academy.Learning;
using Academy.Streams;
using Orleans;
using Orleans.Runtime;

namespace Academy.Grains.Learning;

/// <summary>
/// Folds what learners' streams left for the course into one event per interval. The rows that an event took up are
/// deleted in its own transaction, so each is taken up once; rows of transactions still in flight are left for the next.
/// </summary>
internal sealed class CourseActivityGrain(GrainShell shell, CourseShelf shelf)
    : StreamOwnerGrain<CourseActivityState>(shell, "course", CourseActivityStateJson.Default.CourseActivityState), ICourseActivityGrain
{
    private const int ItemsMax = 500;

    private static readonly TimeSpan FoldInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

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

    protected override async ValueTask<Audience?> AudienceOf(Caller viewer)
    {
        var course = await shelf.Latest(this.GetPrimaryKeyString());
        return course is not null && (viewer.Role == Role.Admin || course.Content.Instructor == viewer.User)
            ? Audience.Instructor
            : null;
    }

    protected override ValueTask PrepareSnapshot() => Shell.Names.EnsureAsync(State.Latest.Select(i => i.UserId));

    protected override ValueTask PrepareEvents(IEnumerable<object> events) =>
        Shell.Names.EnsureAsync(events.OfType<CourseActivity>().SelectMany(e => e.Items).Select(i => i.UserId));

    protected override byte[] EncodeSnapshot(Audience audience) => JsonSerializer.SerializeToUtf8Bytes(
        new CourseActivityView([.. State.Latest.Select(i => ActivityItemView.Of(i, Shell.Names))]),
        CourseActivityJson.Default.CourseActivityView);

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
        var rows = await Shell.Journal.ReadFeedAsync(Stream, ItemsMax, cancellationToken);
        looks = rows.Count > 0 ? LooksPerNudge : Math.Max(0, looks - 1);
        if (rows.Count == 0)
            return;

        var items = rows.Select(r => JsonSerializer.Deserialize(r.Data.Span, CourseActivityJson.Default.ActivityItem)!).ToArray();
        CourseActivity[] events = [new(items)];
        await PrepareEvents(events);
        var result = await Commit("course-activity", now, events, taken: new FeedTaken(Stream, [.. rows.Select(r => r.Position)]));
        if (result.Verdict != AppendVerdict.Committed)
            DeactivateOnIdle();
    }
}

/// <summary>The latest items, newest last: what an instructor who joins begins with.</summary>
internal sealed class CourseActivityState : ICore
{
    private const int ItemsMax = 50;

    public List<ActivityItem> Latest { get; set; } = [];

    public void Apply(object body, long seq, DateTimeOffset at)
    {
        if (body is not CourseActivity activity)
            return;
        Latest.AddRange(activity.Items);
        if (Latest.Count > ItemsMax)
            Latest.RemoveRange(0, Latest.Count - ItemsMax);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(CourseActivityState))]
internal sealed partial class CourseActivityStateJson : JsonSerializerContext;
