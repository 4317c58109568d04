using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Academy.Silo.Clustering;

/// <summary>
/// Orleans goes by the machine's clock and by no other, and that one is never set back: its collector of idle
/// activations refuses every new one when time is behind what it has already collected. Grains and their timers keep
/// the application's clock, which tests move.
/// </summary>
internal static class EngineClocks
{
    /// <summary>Before Orleans is added, which gives itself the application's clock otherwise.</summary>
    public static void AddEngineClocks(this IServiceCollection services)
    {
        services.AddKeyedSingleton<TimeProvider>(KeyedService.AnyKey, new ForwardClock(TimeProvider.System));
        // Members are compared by the time that each of them writes, which is the machine's.
        services.AddKeyedSingleton(TimeProviderNames.Membership, TimeProvider.System);
        services.AddKeyedSingleton(TimeProviderNames.Grains, static (provider, _) =>
            provider.GetRequiredService<TimeProvider>()
        );
    }
}
