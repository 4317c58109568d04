using Orleans;
using Orleans.Concurrency;

namespace Academy.Gamification;

/// <summary>A learner's game: experience, level and streak.</summary>
/// <param name="NextLevelXp">The XP at which the next level begins.</param>
[GenerateSerializer, Immutable, Alias("gamification.game-view")]
public sealed record GameView(
    [property: Id(0)] long Xp,
    [property: Id(1)] int Level,
    [property: Id(2)] long NextLevelXp,
    [property: Id(3)] StreakView Streak,
    [property: Id(4)] IReadOnlyList<string> Achievements
);

/// <param name="Current">Days in a row, up to today or yesterday.</param>
[GenerateSerializer, Immutable, Alias("gamification.streak-view")]
public sealed record StreakView([property: Id(0)] int Current, [property: Id(1)] int Longest);
