using System.Collections.Frozen;
using System.Reflection;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Gamification;
using Academy.Grains.Accounts;
using Academy.Grains.Catalog;
using Academy.Grains.Chat.Rooms;
using Academy.Grains.Gamification;
using Academy.Grains.Learning;
using Academy.Grains.Users;
using Academy.Identifiers;
using Academy.Learning;
using Academy.Operations;
using Academy.Streams;
using Academy.Users;
using Orleans;
using Orleans.Runtime;

namespace Academy.Grains.Operations;

/// <summary>The types of grains that operators can look at, and how their names look.</summary>
internal static class InspectedGrains
{
    private static readonly FrozenDictionary<string, Kind> Types = new Dictionary<string, Kind>(StringComparer.Ordinal)
    {
        ["account"] = new(typeof(AccountGrain), IsId, static (grains, key) => grains.GetGrain<IAccountGrain>(key)),
        ["emailaddress"] = new(typeof(EmailAddressGrain), IsWord, static (grains, key) =>
            grains.GetGrain<IEmailAddressGrain>(key)
        ),
        ["revocations"] = new(
            typeof(RevocationsGrain),
            static name => name == Revocations.Stream.Id,
            static (grains, key) => grains.GetGrain<IRevocationsGrain>(key)
        ),
        ["course"] = new(typeof(CourseGrain), IsId, static (grains, key) => grains.GetGrain<ICourseGrain>(key)),
        ["courseactivity"] = new(typeof(CourseActivityGrain), IsId, static (grains, key) =>
            grains.GetGrain<ICourseActivityGrain>(key)
        ),
        ["leaderboard"] = new(typeof(LeaderboardGrain), LeaderboardScopes.Exists, static (grains, key) =>
            grains.GetGrain<ILeaderboardGrain>(key)
        ),
        ["chatroom"] = new(typeof(ChatRoomGrain), IsId, static (grains, key) => grains.GetGrain<IChatRoomGrain>(key)),
        ["user"] = new(typeof(UserGrain), IsId, static (grains, key) => grains.GetGrain<IUserGrain>(key)),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The types by the kinds of their streams.</summary>
    private static readonly FrozenDictionary<string, string> ByStream = Types
        .Where(type => StreamOf(type.Value.Class) is not null)
        .ToFrozenDictionary(type => StreamOf(type.Value.Class)!, type => type.Key, StringComparer.Ordinal);

    public static IEnumerable<Type> Classes => Types.Values.Select(type => type.Class);

    public static bool Has(string type) => Types.ContainsKey(type);

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
    public static IStreamExtension? Find(IGrainFactory grains, string type, OrganizationId organization, string name) =>
        Types.TryGetValue(type, out var known) && known.IsName(name)
            ? known.Find(grains, GrainKey.Of(organization, name)).Stream()
            : null;

    /// <summary>Where a stream of the journal is looked at; null when it is of no kind that is known.</summary>
    public static GrainPlace? Owning(string stream) =>
        stream.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
        && stream.IndexOf(':', slash) is > 0 and var colon
        && ByStream.TryGetValue(stream[(slash + 1)..colon], out var type)
            ? new GrainPlace(type, stream[..slash], stream[(colon + 1)..])
            : null;

    private static string? StreamOf(Type grain) =>
        grain
            .GetConstructors()
            .SelectMany(constructor => constructor.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<JournaledStreamAttribute>())
            .FirstOrDefault(attribute => attribute is not null)
            ?.Kind;

    private static bool IsId(string name) => CanonicalId.Is(name);

    private static bool IsWord(string name) =>
        name.Length is > 0 and <= 128 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private sealed record Kind(Type Class, Func<string, bool> IsName, Func<IGrainFactory, string, IAddressable> Find);
}
