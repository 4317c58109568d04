using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Catalog;
using Academy.Commands;
using Academy.Gamification;
using Academy.Grains.Accounts;
using Academy.Grains.Catalog;
using Academy.Streams;
using Orleans;
using Orleans.Runtime;

namespace Academy.Grains.Gamification;

/// <summary>
/// A board in memory. It boots from the read models' sums and is then kept by absolute totals, each with the number of
/// the stream it comes from. Not journaled.
/// </summary>
internal sealed class LeaderboardGrain(
    [WatchedView("leaderboard")] IWatchedView<LeaderboardChanged> board,
    ILeaderboardTotals totals,
    LeaderboardFeeder feeder,
    PublishedCourseCache courses,
    Names names
) : Grain, ILeaderboardGrain, IViewSource<LeaderboardChanged>
{
    /// <summary>The type of what watchers are sent.</summary>
    public const string Changed = "leaderboard.changed";

    private readonly TimeProvider clock = board.Host.Clock;
    private readonly string organization = board.Organization.Value;
    private readonly string scope = board.Name.Id;
    private readonly CourseId? course = LeaderboardScopes.IsCourse(board.Name.Id, out var of) ? of : null;
    private Ranking ranking = new();
    private string period = "";
    private int doubts;
    private long topChanges;
    private int topNames;
    private long topMade;
    private long pushedChanges;
    private int pushedNames;
    private IReadOnlyList<LeaderboardEntry>? top;
    private LeaderboardChanged? pushed;

    public string MessageType => Changed;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        board.Show(this);
        if (!LeaderboardScopes.Exists(scope))
            return;
        await Boot(cancellationToken);
        board.Host.StartTimer(
            Push,
            new GrainTimerCreationOptions(LeaderboardLimits.PushInterval, LeaderboardLimits.PushInterval)
        );
    }

    public async Task<Outcome<LeaderboardView>> Get(Caller viewer, int limit)
    {
        if (!await MaySeeAsync(viewer))
            return LeaderboardRefusals.NotFound;
        await feeder.Flush();
        await Roll(default);
        var entries = await Top();
        var me =
            ranking.TryGet(viewer.User, out var own) && own.Xp > 0
                ? new OwnRank(ranking.RankOf(own.Xp), own.Xp)
                : new OwnRank(null, 0);
        var count = Math.Clamp(limit, 1, LeaderboardLimits.EntriesMax);
        return new LeaderboardView(
            course is null ? scope : LeaderboardScopes.All,
            clock.GetUtcMilliseconds(),
            entries.Count > count ? [.. entries.Take(count)] : entries,
            me,
            course
        );
    }

    public Task Update(IReadOnlyList<LearnerTotal> learners)
    {
        foreach (var learner in learners)
        {
            if (learner.Period != period || !ranking.Set(learner.User, learner.Xp, learner.TotalXp, learner.Seq))
                continue;
            // Totals only grow: whoever ends below the last of the entries was none of them. Most changes are of this
            // kind.
            if (top is not [.., var last] || top.Count < LeaderboardLimits.EntriesMax || learner.Xp >= last.Xp)
                (topChanges, top) = (topChanges + 1, null);
        }
        return Task.CompletedTask;
    }

    public async ValueTask<Audience?> AudienceOf(Caller viewer) =>
        viewer.Organization.Value == organization && await MaySeeAsync(viewer) ? Audience.Member : null;

    public async ValueTask<LeaderboardChanged> Current()
    {
        await Roll(default);
        return await View();
    }

    public byte[] Encode(LeaderboardChanged view) =>
        JsonSerializer.SerializeToUtf8Bytes(view, LeaderboardJson.Default.LeaderboardChanged);

    public byte[] Inspect() =>
        JsonSerializer.SerializeToUtf8Bytes(
            new BoardInspection(scope, period, board.Version, ranking.Count, board.IsWatched),
            LeaderboardJson.Default.BoardInspection
        );

    private async Task Push(CancellationToken cancellationToken)
    {
        await Roll(cancellationToken);
        await Refill(cancellationToken);
        if ((pushedChanges == topChanges && pushedNames == names.Renamed) || !board.IsWatched)
            return;
        (pushedChanges, pushedNames) = (topChanges, names.Renamed);
        var view = await View();
        if (pushed is not null && pushed.Entries.SequenceEqual(view.Entries))
            return;
        pushed = view;
        board.Publish(view, view.AsOf);
    }

    /// <summary>A new week or month begins with an empty board.</summary>
    private async ValueTask Roll(CancellationToken cancellationToken)
    {
        if (LeaderboardScopes.PeriodOf(scope, clock.GetUtcNow()) != period)
            await Boot(cancellationToken);
    }

    /// <summary>Totals got lost on their way: they are found where they came from.</summary>
    private async ValueTask Refill(CancellationToken cancellationToken)
    {
        var (before, now) = (doubts, feeder.Doubts);
        if (before == now)
            return;
        doubts = now;
        try
        {
            await totals.FillAsync(ranking, organization, scope, clock.GetUtcNow(), cancellationToken);
        }
        catch
        {
            doubts = before; // And again at the next tick.
            throw;
        }
        (topChanges, top) = (topChanges + 1, null);
    }

    private async Task Boot(CancellationToken cancellationToken)
    {
        doubts = feeder.Doubts;
        var now = clock.GetUtcNow();
        var booted = new Ranking();
        (period, ranking) = (LeaderboardScopes.PeriodOf(scope, now), booted);
        try
        {
            await totals.FillAsync(booted, organization, scope, now, cancellationToken);
        }
        catch
        {
            // The next who asks boots again: a board must not stay empty because its sums could not be read.
            period = "";
            throw;
        }
        (topChanges, top) = (topChanges + 1, null);
    }

    /// <summary>
    /// Who may see a course may see its board. Whoever asks for a board that does not exist leaves nothing behind.
    /// </summary>
    private async ValueTask<bool> MaySeeAsync(Caller viewer)
    {
        var maySee =
            LeaderboardScopes.Exists(scope) && (course is not { } of || await CourseIsVisibleAsync(of, viewer));
        if (!maySee && !board.IsWatched)
            board.Host.Deactivate("There is no such board.");
        return maySee;
    }

    private async ValueTask<bool> CourseIsVisibleAsync(CourseId of, Caller viewer)
    {
        var key = GrainKey.Of(board.Organization, of.ToString());
        return await courses.Latest(key) is not null
            || (await GrainFactory.GetGrain<ICourseGrain>(key).Get(viewer)).Accepted;
    }

    private async ValueTask<LeaderboardChanged> View() =>
        new(clock.GetUtcMilliseconds(), [.. (await Top()).Take(LeaderboardLimits.PushedEntries)], course);

    private async ValueTask<IReadOnlyList<LeaderboardEntry>> Top()
    {
        if (top is { } known && topNames == names.Renamed && clock.GetElapsedTime(topMade) < Names.HeldFor)
            return known;
        var (madeOf, madeWith) = (topChanges, names.Renamed);
        var first = ranking.Top(LeaderboardLimits.EntriesMax);
        await names.EnsureAsync(first.Select(f => f.User));
        var entries = new LeaderboardEntry[first.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var (user, standing) = first[i];
            var rank = i > 0 && entries[i - 1].Xp == standing.Xp ? entries[i - 1].Rank : i + 1;
            var level = Levels.Of(standing.TotalXp);
            entries[i] = new(rank, user, names.Of(user), standing.Xp, level) { Picture = names.PictureOf(user) };
        }
        // What changed while names were fetched is in the next one.
        if (madeOf == topChanges)
            (top, topNames, topMade) = (entries, madeWith, clock.GetTimestamp());
        return entries;
    }
}

/// <summary>A whole view of a board: <c>leaderboard.changed</c>, and the snapshot.</summary>
/// <param name="CourseId">Left out of a board that is of no course.</param>
internal sealed record LeaderboardChanged(
    DateTimeOffset AsOf,
    IReadOnlyList<LeaderboardEntry> Entries,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CourseId? CourseId
);

/// <summary>What an operator sees of a board.</summary>
internal sealed record BoardInspection(string Scope, string Period, long Version, int Learners, bool IsWatched);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(LeaderboardChanged))]
[JsonSerializable(typeof(BoardInspection))]
internal sealed partial class LeaderboardJson : JsonSerializerContext;
