using Academy.Catalog;
using Academy.Commands;
using Academy.Streams;

namespace Academy.Grains.Gamification;

/// <summary>Who may see a course may see its board; the other boards are everybody's.</summary>
internal sealed class LeaderboardGate(ICatalogQueries catalog) : IStreamGate
{
    public string Kind => LeaderboardScopes.Kind;

    public async ValueTask<bool> LetsIn(Caller caller, string id, CancellationToken cancellationToken) =>
        LeaderboardScopes.IsCourse(id, out var course)
            ? await catalog.MaySee(caller, course.Value, cancellationToken)
            : LeaderboardScopes.Exists(id);
}
