using Academy.Streams.Hosting;
using Academy.Streams.Journaling;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Academy.Streams;

public static class StreamRegistration
{
    /// <summary>
    /// Adds what gives grains their streams. Wants a journal, the event catalogue, names, ids and a clock, and a
    /// descriptor for each core.
    /// </summary>
    public static IServiceCollection AddJournaledStreams(this IServiceCollection services)
    {
        services.AddSingleton<StaleOwners>();
        services.AddSingleton<StreamServices>();
        services.AddSingleton<IAttributeToFactoryMapper<JournaledStreamAttribute>, JournaledStreamMapper>();
        services.AddSingleton<IAttributeToFactoryMapper<WatchedViewAttribute>, WatchedViewMapper>();
        return services;
    }
}
