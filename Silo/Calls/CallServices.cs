using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;

namespace Academy.Silo.Calls;

internal static class CallServices
{
    /// <summary>What happens to grain calls that this process sends, silo or client, when they get lost.</summary>
    public static void AddCalls(this IHostApplicationBuilder builder, bool isCluster)
    {
        var services = builder.Services;
        var options = services.AddOptions<RepeatOptions>();
        // Alone, a second attempt would meet the same process, which is as busy as before.
        if (!isCluster)
            options.Configure(calls => calls.Attempt = calls.Total);
        options
            .Configure(calls => calls.AwaitsTakeover = isCluster)
            .Bind(builder.Configuration.GetSection("Calls"))
            .Validate(
                calls => calls.Attempt > TimeSpan.Zero && calls.Total >= calls.Attempt,
                "Calls__Total must not be shorter than Calls__Attempt."
            )
            .Validate(
                calls => calls.Share is >= 0 and <= 1 && calls.Burst >= 0,
                "Calls__Share must be 0 to 1, Calls__Burst not negative."
            )
            .ValidateOnStart();
        services
            .AddOptions<SiloMessagingOptions>()
            .Configure<IOptions<RepeatOptions>>((messaging, calls) => messaging.ResponseTimeout = calls.Value.Attempt);
        services
            .AddOptions<ClientMessagingOptions>()
            .Configure<IOptions<RepeatOptions>>((messaging, calls) => messaging.ResponseTimeout = calls.Value.Attempt);
#pragma warning disable RS0030 // Where chance is handed in from, unless a test hands in its own.
        services.TryAddSingleton(Random.Shared);
#pragma warning restore RS0030
        // Grains that nobody needs leave before the process has no memory left, rather than when it is killed.
        services
            .AddOptions<GrainCollectionOptions>()
            .Configure(collection => collection.EnableActivationSheddingOnMemoryPressure = true)
            .Bind(builder.Configuration.GetSection("Memory"));
        services.AddSingleton<CallMetrics>();
        services.AddSingleton<RepeatBudget>();
        services.AddSingleton<IOutgoingGrainCallFilter, OriginFilter>();
        services.AddSingleton<IOutgoingGrainCallFilter, RepeatFilter>();
    }
}
