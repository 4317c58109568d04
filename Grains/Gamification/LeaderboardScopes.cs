using System.Diagnostics.CodeAnalysis;
using Academy.Catalog;
using Academy.Identifiers;

namespace Academy.Grains.Gamification;

/// <summary>The boards there are: <c>all</c>, <c>weekly</c>, <c>monthly</c>, <c>course-{id}</c>.</summary>
internal static class LeaderboardScopes
{
    /// <summary>What the names of their streams begin with.</summary>
    public const string Kind = "leaderboard";

    public const string All = "all";
    public const string Weekly = "weekly";
    public const string Monthly = "monthly";

    private const string CoursePrefix = "course-";

    public static string Course(CourseId course) => CoursePrefix + course;

    /// <summary>The empty id is no course: it marks XP that belongs to none (<c>xp_days</c>).</summary>
    public static bool IsCourse(string scope, [NotNullWhen(true)] out CourseId? course)
    {
        course =
            scope.StartsWith(CoursePrefix, StringComparison.Ordinal)
            && CanonicalId.Is(scope.AsSpan(CoursePrefix.Length))
            && Guid.Parse(scope.AsSpan(CoursePrefix.Length)) is var id
            && id != Guid.Empty
                ? new CourseId(id)
                : null;
        return course is not null;
    }

    public static bool Exists(string scope) => scope is All or Weekly or Monthly || IsCourse(scope, out _);

    /// <summary>The period that a board counts now.</summary>
    public static string PeriodOf(string scope, DateTimeOffset now) =>
        scope switch
        {
            Weekly => Periods.Week(now),
            Monthly => Periods.Month(now),
            _ => Periods.All,
        };
}
