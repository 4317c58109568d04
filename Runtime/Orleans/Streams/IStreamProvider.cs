using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Streams;

namespace Orleans.Streams
{
    /// <summary>A source of streams; registered as a keyed service under its name.</summary>
    public interface IStreamProvider
    {
        /// <summary>The provider's name.</summary>
        string Name { get; }

        /// <summary>Whether its subscriptions may begin in the past.</summary>
        bool IsRewindable { get; }

        /// <summary>The stream with this identity.</summary>
        IAsyncStream<T> GetStream<T>(StreamId streamId);
    }

    /// <summary>Shorter ways to a stream.</summary>
    public static class StreamProviderExtensions
    {
        /// <summary>The stream <paramref name="id"/> of namespace <paramref name="ns"/>.</summary>
        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, string id) =>
            streamProvider.GetStream<T>(StreamId.Create(ns, id));
    }
}

namespace Orleans
{
    /// <summary>Stream providers, for grains.</summary>
    public static class GrainStreamingExtensions
    {
        /// <summary>The stream provider of this name.</summary>
        public static IStreamProvider GetStreamProvider(this Grain grain, string name) =>
            grain.ServiceProvider.GetRequiredKeyedService<IStreamProvider>(name);
    }

    /// <summary>Stream providers, for code outside grains.</summary>
    public static class ClientStreamingExtensions
    {
        /// <summary>The stream provider of this name.</summary>
        public static IStreamProvider GetStreamProvider(this IClusterClient client, string name) =>
            client.ServiceProvider.GetRequiredKeyedService<IStreamProvider>(name);
    }
}
