using Academy.Grains;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Api.Tests.Realtime.Surroundings;

internal static class StreamKindsOfTheAcademy
{
    /// <summary>The kinds of streams that the slices register, without anything else of them.</summary>
    public static IServiceCollection AddKindsOfTheAcademy(this IServiceCollection services)
    {
        var slices = new ServiceCollection().AddGrainServices(new byte[32]);
        foreach (var kind in slices.Where(service => service.ServiceType == typeof(StreamKind)))
            services.Add(kind);
        return services;
    }
}
