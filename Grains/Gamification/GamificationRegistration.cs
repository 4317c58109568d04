using Academy.Gamification;
using Academy.Grains.Operations;
using Academy.Journal.Projections;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Grains.Gamification;

internal static class GamificationRegistration
{
    public static IServiceCollection AddGamification(this IServiceCollection services)
    {
        services.AddSlice(
            new()
            {
                Events = GamificationEvents.Types,
                Streams =
                [
                    new(LeaderboardScopes.Kind, static (grains, key) => grains.GetGrain<ILeaderboardGrain>(key))
                    {
                        IsId = static _ => true, // The gate and the grain know which boards there are.
                        IsVersionedView = true,
                    },
                ],
                Contracts =
                [
                    new("user", [new("game", GameJson.Default.GameView)], WireForm.Of(GamificationEvents.Types)),
                    new(
                        "leaderboard",
                        [new(StreamContract.Whole, LeaderboardJson.Default.LeaderboardChanged)],
                        [new(LeaderboardGrain.Changed, LeaderboardJson.Default.LeaderboardChanged)]
                    ),
                ],
                Inspected = [InspectedGrain.Of<LeaderboardGrain, ILeaderboardGrain>(LeaderboardScopes.Exists)],
            }
        );
        services.AddSingleton<IStreamGate, LeaderboardGate>();
        services.AddSingleton<LeaderboardFeeder>();
        services.AddSingleton<ILeaderboardTotals, LeaderboardTotals>();
        services.AddSingleton<IGameQueries, GameQueries>();
        services.AddSingleton<IProjection, GamificationProjection>();
        return services;
    }
}
