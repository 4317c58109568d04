using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Academy.Streams.Receiving;

public static class JournalStreamRegistration
{
    /// <summary>
    /// Adds the stream provider <c>journal</c>. Wants a grain factory, an id source, a clock, and the kinds of streams.
    /// </summary>
    public static IServiceCollection AddJournalStreams(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<StreamOwners>();
        services.AddSingleton<WatchTable>();
        services.AddHostedService<WatchRenewal>();
        services.AddSingleton<MovedStreams>();
        services.AddHostedService(provider => provider.GetRequiredService<MovedStreams>());
        services.AddKeyedSingleton<IStreamProvider, JournalStreamProvider>(JournalStream.Provider);
        return services;
    }
}
