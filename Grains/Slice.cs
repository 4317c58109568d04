using Academy.Grains.Operations;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Grains;

/// <summary>
/// What a slice tells the rest of the academy about itself. Its services, settings, projections and outbox handlers are
/// registered beside it, by the slice's <c>Add…</c> method; nothing else names a slice.
/// </summary>
internal sealed record Slice
{
    /// <summary>The types of the events that it writes.</summary>
    public IReadOnlyList<EventType> Events { get; init; } = [];

    /// <summary>The kinds of streams that its grains own and that can be watched.</summary>
    public IReadOnlyList<StreamKind> Streams { get; init; } = [];

    /// <summary>
    /// What it sends to clients, by kind of stream. A kind to which several slices contribute has the parts of all.
    /// </summary>
    public IReadOnlyList<StreamContract> Contracts { get; init; } = [];

    /// <summary>The grains whose state operators may look at.</summary>
    public IReadOnlyList<InspectedGrain> Inspected { get; init; } = [];
}

internal static class SliceRegistration
{
    public static IServiceCollection AddSlice(this IServiceCollection services, Slice slice)
    {
        services.AddSingleton(slice);
        foreach (var kind in slice.Streams)
            services.AddSingleton(kind);
        return services;
    }

    /// <summary>Adds what is put together from all slices.</summary>
    public static IServiceCollection AddSliceCatalogs(this IServiceCollection services)
    {
        services.AddSingleton(provider => new EventCatalog(
            provider.GetServices<Slice>().SelectMany(slice => slice.Events)
        ));
        services.AddSingleton(provider =>
            StreamContract.Merge(provider.GetServices<Slice>().SelectMany(slice => slice.Contracts))
        );
        services.AddSingleton(provider => new InspectedGrains(
            provider.GetServices<Slice>().SelectMany(slice => slice.Inspected)
        ));
        return services;
    }
}
