using Academy.Runtime.Hosting;
using Academy.Runtime.Manifest;
using Academy.Runtime.Reminders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans;
using Orleans.Timers;

namespace Academy.Runtime;

/// <summary>The runtime's door to a host.</summary>
public static class RuntimeServices
{
    /// <summary>Adds the runtime: <see cref="IGrainFactory"/>, <see cref="IClusterClient"/>, and a hosted service that
    /// deactivates all grains when the host stops. Call filters are taken from the services, and a
    /// <see cref="TaskScheduler"/>, if there is one, to run turns on instead of the thread pool.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="manifest">The generated <c>GrainManifest.Describe</c> of the assembly that holds the grains; it
    /// includes those of the assemblies that it refers to.</param>
    /// <param name="configure">Sets limits other than the defaults.</param>
    public static IServiceCollection AddAcademyRuntime(
        this IServiceCollection services, Action<GrainManifestBuilder> manifest,
            Action<RuntimeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(manifest);
        var options = new RuntimeOptions();
        configure?.Invoke(options);
        services.AddMetrics();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider =>
            new GrainRuntime(new GrainManifestBuilder().Include(manifest), options, provider));
        services.AddSingleton<IClusterClient>(static provider => provider.GetRequiredService<GrainRuntime>());
        services.AddSingleton<IGrainFactory>(static provider => provider.GetRequiredService<GrainRuntime>());
        services.AddSingleton<IRuntimeStatistics, RuntimeStatistics>();
        services.AddHostedService<RuntimeLifetime>();
        return services;
    }

    /// <summary>Adds reminders, kept in the <see cref="IReminderStore"/> of the services. After the runtime, so that they
    /// start when it is there and stop before it does.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets limits other than the defaults.</param>
    public static IServiceCollection AddReminders(
        this IServiceCollection services, Action<ReminderOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new ReminderOptions();
        configure?.Invoke(options);
#pragma warning disable RS0030 // Where chance is handed in from, unless a test hands in its own.
        services.TryAddSingleton(Random.Shared);
#pragma warning restore RS0030
        services.AddSingleton(options);
        services.AddSingleton<IReminderRegistry, ReminderRegistry>();
        services.AddHostedService<ReminderService>();
        return services;
    }
}
