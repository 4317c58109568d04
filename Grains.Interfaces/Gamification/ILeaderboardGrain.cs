using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Calls;
using Academy.Catalog;
using Academy.Commands;
using Academy.Pictures;
using Academy.Streams;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Gamification;

/// <summary>
/// A leaderboard (<c>leaderboard:{scope}</c>): a hot, versioned view of absolute totals; not journaled. Scopes:
/// <c>all</c>, <c>monthly</c>, <c>weekly</c>, <c>course-{id}</c>. Key: organization/scope.
/// </summary>
[Alias("gamification.leaderboard-grain")]
public interface ILeaderboardGrain : IGrainWithStringKey
{
    /// <summary>
    /// The first <paramref name="limit"/> ranks (at most <see cref="LeaderboardLimits.EntriesMax"/>) and the viewer's
    /// own.
    /// </summary>
    [AlwaysInterleave, Repeatable, Alias("get")]
    Task<Outcome<LeaderboardView>> Get(Caller viewer, int limit);

    /// <summary>Takes up totals as their owners' streams stand; an older one never replaces a newer one.</summary>
    [AlwaysInterleave, Repeatable, Alias("update")]
    Task Update([Immutable] IReadOnlyList<LearnerTotal> totals);
}

/// <summary>A learner's total on one board, absolute, as of a number of their own stream.</summary>
/// <param name="Period">The week, month or other period that the total is for; a board ignores another
/// period's.</param>
[GenerateSerializer, Immutable, Alias("gamification.learner-total")]
public readonly record struct LearnerTotal(
    [property: Id(0)] UserId User,
    [property: Id(1)] long Xp,
    [property: Id(2)] long TotalXp,
    [property: Id(3)] long Seq,
    [property: Id(4)] string Period
);

/// <param name="Timeframe"><c>all</c>, <c>monthly</c> or <c>weekly</c>; a course's board has no other than
/// <c>all</c>.</param>
/// <param name="CourseId">Whose board it is; null: everybody's.</param>
[GenerateSerializer, Immutable, Alias("gamification.leaderboard-view")]
public sealed record LeaderboardView(
    [property: Id(0)] string Timeframe,
    [property: Id(1)] DateTimeOffset AsOf,
    [property: Id(2)] IReadOnlyList<LeaderboardEntry> Entries,
    [property: Id(3)] OwnRank? Me,
    [property: Id(4), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CourseId? CourseId = null
);

/// <param name="Rank">Equal XP shares a rank: 1, 2, 2, 4.</param>
/// <param name="Xp">XP on this board; the level is that of all XP.</param>
[GenerateSerializer, Immutable, Alias("gamification.leaderboard-entry")]
public sealed record LeaderboardEntry(
    [property: Id(0)] int Rank,
    [property: Id(1)] UserId UserId,
    [property: Id(2)] string DisplayName,
    [property: Id(3)] long Xp,
    [property: Id(4)] int Level
)
{
    [Id(5), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PictureId? Picture { get; init; }
}

/// <param name="Rank">Null as long as the caller has no XP on this board.</param>
[GenerateSerializer, Immutable, Alias("gamification.own-rank")]
public sealed record OwnRank([property: Id(0)] int? Rank, [property: Id(1)] long Xp);

public static class LeaderboardLimits
{
    public const int EntriesMax = 100;

    /// <summary>Entries in what is pushed to watchers.</summary>
    public const int PushedEntries = 10;

    /// <summary>A board is pushed at most four times a second.</summary>
    public static readonly TimeSpan PushInterval = TimeSpan.FromMilliseconds(250);
}

public static class LeaderboardRefusals
{
    public static readonly Refusal NotFound = new(
        "gamification.leaderboard-not-found",
        RefusalKind.NotFound,
        "There is no such leaderboard."
    );
}
