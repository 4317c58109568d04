using Orleans;
using Orleans.Concurrency;

namespace Academy.Gamification;

/// <summary>A learner's game. Key: organization/user.</summary>
[Alias("gamification.gamification-grain")]
public interface IGamificationGrain : IGrainWithStringKey
{
    [ReadOnly, Alias("get-game")]
    Task<GameView> GetGame();
}
