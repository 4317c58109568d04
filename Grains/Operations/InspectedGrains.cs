using System.Collections.Frozen;
using System.Reflection;
using Academy.Accounts;
using Academy.Commands;
using Academy.Identifiers;
using Academy.Operations;
using Academy.Streams;
using Orleans;
using Orleans.Runtime;

namespace Academy.Grains.Operations;

/// <summary>A type of grain that operators can look at.</summary>
/// <param name="Class">Of the grain.</param>
/// <param name="IsName">Whether a grain of the type can have this name.</param>
/// <param name="Find">The grain of a key.</param>
internal sealed record InspectedGrain(
    Type Class,
    Func<string, bool> IsName,
    Func<IGrainFactory, string, IAddressable> Find
)
{
    public static InspectedGrain Of<TGrain, TInterface>(Func<string, bool>? isName = null)
        where TGrain : TInterface
        where TInterface : IGrainWithStringKey =>
        new(typeof(TGrain), isName ?? (static name => CanonicalId.Is(name)), static (grains, key) =>
            grains.GetGrain<TInterface>(key)
        );

    /// <summary>The kind of its stream in the journal; null: it has none.</summary>
    public string? Stream =>
        Class
            .GetConstructors()
            .SelectMany(constructor => constructor.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<JournaledStreamAttribute>())
            .FirstOrDefault(attribute => attribute is not null)
            ?.Kind;
}

/// <summary>The types of grains that operators can look at: those that the slices register.</summary>
internal sealed class InspectedGrains
{
    private readonly FrozenDictionary<string, InspectedGrain> types;
    private readonly FrozenDictionary<string, string> typeByStream;

    public InspectedGrains(IEnumerable<InspectedGrain> grains)
    {
        types = grains.ToFrozenDictionary(grain => NameOf(grain.Class.FullName!), StringComparer.Ordinal);
        typeByStream = types
            .Where(type => type.Value.Stream is not null)
            .ToFrozenDictionary(type => type.Value.Stream!, type => type.Key, StringComparer.Ordinal);
    }

    public IEnumerable<Type> Classes => types.Values.Select(type => type.Class);

    public bool Has(string type) => types.ContainsKey(type);

    /// <summary>
    /// The short name of a class of grains, which is its type: <c>chatroom</c> of
    /// <c>Academy.Grains.Chat.ChatRoomGrain,…</c>.
    /// </summary>
    public static string NameOf(string type)
    {
        var name = type.Split(',', 2)[0];
        name = name[(name.LastIndexOf('.') + 1)..];
        return (name.EndsWith("Grain", StringComparison.Ordinal) ? name[..^"Grain".Length] : name).ToLowerInvariant();
    }

    /// <summary>Null when no grain could have this type and name.</summary>
    public IStreamExtension? Find(IGrainFactory grains, string type, OrganizationId organization, string name) =>
        types.TryGetValue(type, out var known) && known.IsName(name)
            ? known.Find(grains, GrainKey.Of(organization, name)).Stream()
            : null;

    /// <summary>Where a stream of the journal is looked at; null when no registered grain owns it.</summary>
    public GrainPlace? Owning(string stream) =>
        stream.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
        && stream.IndexOf(':', slash) is > 0 and var colon
        && typeByStream.TryGetValue(stream[(slash + 1)..colon], out var type)
            ? new GrainPlace(type, stream[..slash], stream[(colon + 1)..])
            : null;
}
