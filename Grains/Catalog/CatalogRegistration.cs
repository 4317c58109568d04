using Academy.Catalog;
using Academy.Grains.Operations;
using Academy.Journal.Outbox;
using Academy.Journal.Projections;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Grains.Catalog;

internal static class CatalogRegistration
{
    public static IServiceCollection AddCatalog(this IServiceCollection services)
    {
        services.AddSlice(
            new() { Events = CourseEvents.Types, Inspected = [InspectedGrain.Of<CourseGrain, ICourseGrain>()] }
        );
        services.AddSingleton<PublishedCourseCache>();
        services.AddSingleton<Teachers>();
        services.AddSingleton<HandOverMail>();
        services.AddSingleton<IOutboxHandler>(provider => provider.GetRequiredService<HandOverMail>());
        services.AddSingleton<IStreamDescriptor<Course>, CourseStream>();
        services.AddSingleton(CourseTokens.Unindexed);
        services.AddSingleton<IProjection, CatalogProjection>();
        services.AddSingleton<ICatalogQueries, CatalogQueries>();
        return services;
    }
}
