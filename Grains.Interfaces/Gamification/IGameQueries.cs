using Academy.Accounts;
using Academy.Catalog;

namespace Academy.Gamification;

/// <summary>What a learner has earned lately.</summary>
public interface IGameQueries
{
    /// <param name="organization">Whose learner it is.</param>
    /// <param name="user">The learner.</param>
    /// <param name="today">The last day (UTC) of those that are counted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<GameActivity> Activity(
        OrganizationId organization,
        UserId user,
        DateOnly today,
        CancellationToken cancellationToken
    );
}

/// <param name="Days">The last seven days (UTC), the earliest first, those without anything included.</param>
/// <param name="Recent">The latest entries of the ledger, the latest first, 20 at most.</param>
public sealed record GameActivity(IReadOnlyList<GameDay> Days, IReadOnlyList<EarnedXp> Recent);

public sealed record GameDay(DateOnly Day, int Xp);

/// <param name="Cause"><c>lesson</c>, <c>first-lesson</c>, <c>module</c>, <c>course</c>, <c>daily-streak</c>.</param>
/// <param name="Title">Of the lesson, module or course that paid; null: none did, or it is gone.</param>
public sealed record EarnedXp(DateTimeOffset At, int Amount, string Cause, CourseId? CourseId, string? Title);
