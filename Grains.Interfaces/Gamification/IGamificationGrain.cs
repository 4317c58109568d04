using Orleans;
using Orleans.Concurrency;

namespace Academy.Gamification;

/// <summary>A learner's game. Key: organization/user.</summary>
public interface IGamificationGrain : IGrainWithStringKey
{
    [ReadOnly]
    Task<GameView> GetGame();
}
