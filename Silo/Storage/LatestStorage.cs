using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Academy.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Storage;

namespace Academy.Silo.Storage;

/// <summary>
/// Grain storage in the journal's database (<c>orleansstorage</c>): one row per state, JSON that the slices say how to
/// write. A state that is cleared has no row.
/// </summary>
internal static class LatestStorage
{
    public static void AddLatestStorage(this ISiloBuilder silo) =>
        silo.AddAdoNetGrainStorage(LatestStates.Storage, (OptionsBuilder<AdoNetGrainStorageOptions> storage) =>
            storage.Configure<NpgsqlDataSource, IServiceProvider>(
                (options, database, services) =>
                {
                    (options.Invariant, options.DataSource) = (OrleansHost.Invariant, database);
                    options.GrainStorageSerializer = new LatestStateSerializer([
                        .. services.GetKeyedServices<JsonSerializerContext>(LatestStates.Storage),
                    ]);
                    options.DeleteStateOnClear = true;
                }
            )
        );
}

/// <summary>Writes states as the context does that knows their type; no name of a type is in what is stored.</summary>
internal sealed class LatestStateSerializer(IReadOnlyList<JsonSerializerContext> contexts) : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input!, JsonOf<T>()));

    public T Deserialize<T>(BinaryData input) =>
        JsonSerializer.Deserialize(input.ToMemory().Span, JsonOf<T>())
        ?? throw new JsonException($"A stored {typeof(T).Name} is null.");

    private JsonTypeInfo<T> JsonOf<T>() =>
        contexts.Select(context => context.GetTypeInfo(typeof(T))).OfType<JsonTypeInfo<T>>().FirstOrDefault()
        ?? throw new NotSupportedException(
            $"No slice says how a {typeof(T).Name} is stored: register its JsonSerializerContext under "
                + $"{nameof(LatestStates)}.{nameof(LatestStates.Storage)}."
        );
}
