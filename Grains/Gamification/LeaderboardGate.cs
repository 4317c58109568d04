using Academy.Accounts;
using Academy.Catalog;
using Academy.Commands;
using Academy.Operations;
using Academy.Streams;

namespace Academy.Grains.Gamification;

/// <summary>
/// Who may see a course may see its board; the other boards are everybody's. That an admin sees the board of another's
/// draft is written down first.
/// </summary>
internal sealed class LeaderboardGate(ICatalogQueries catalog, IAuditTrail trail) : IStreamGate
{
    public string Kind => LeaderboardScopes.Kind;

    public async ValueTask<bool> LetsIn(Caller caller, string id, CancellationToken cancellationToken)
    {
        if (!LeaderboardScopes.IsCourse(id, out var course))
            return LeaderboardScopes.Exists(id);
        if (!await catalog.MaySee(caller, course.Value, cancellationToken))
            return false;
        var isByRole =
            caller.Role == Role.Admin
            && !await catalog.MaySee(caller with { Role = Role.Student }, course.Value, cancellationToken);
        if (isByRole)
            await trail.Record(
                caller,
                "stream leaderboard",
                new Dictionary<string, string>(StringComparer.Ordinal) { ["courseId"] = $"{course}" },
                cancellationToken
            );
        return true;
    }
}
