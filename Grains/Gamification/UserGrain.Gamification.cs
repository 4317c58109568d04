using Academy.Catalog;
using Academy.Gamification;
using Academy.Grains.Gamification;

namespace Academy.Grains.Users;

internal sealed partial class UserGrain
{
    public Task<GameView> GetGame() => Task.FromResult(State.Game.View(Now));

    /// <summary>Tells the boards the learner's new totals.</summary>
    private void GameCommitted(IReadOnlyList<object> events)
    {
        CourseId? course = null;
        var earned = false;
        foreach (var body in events)
        {
            if (body is not XpEarned e)
                continue;
            earned = true;
            course ??= e.CourseId;
        }
        if (!earned)
            return;
        var game = State.Game;
        boards.Post(new LearnerStanding(
            Organization, user, Seq, game.Xp, game.Week, game.Month, course, course is { } c ? game.XpByCourse.GetValueOrDefault(c) : 0));
    }
}
