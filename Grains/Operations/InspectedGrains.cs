using System.Collections.Frozen;
using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Accounts;
using Academy.Grains.Catalog;
using Academy.Grains.Chat;
using Academy.Grains.Gamification;
using Academy.Grains.Learning;
using Academy.Grains.Users;
using Academy.Operations;
using Orleans;

namespace Academy.Grains.Operations;

/// <summary>The types of grains that operators can look at, and how their names look.</summary>
internal static class InspectedGrains
{
    private static readonly FrozenDictionary<string, (Type Class, Func<string, bool> IsName)> Types =
        new Dictionary<string, (Type, Func<string, bool>)>(StringComparer.Ordinal)
        {
            ["account"] = (typeof(AccountGrain), IsId),
            ["emailaddress"] = (typeof(EmailAddressGrain), IsWord),
            ["revocations"] = (typeof(RevocationsGrain), static name => name == Revocations.Stream.Id),
            ["course"] = (typeof(CourseGrain), IsId),
            ["courseactivity"] = (typeof(CourseActivityGrain), IsId),
            ["leaderboard"] = (typeof(LeaderboardGrain), LeaderboardScopes.Exists),
            ["chatroom"] = (typeof(ChatRoomGrain), IsId),
            ["user"] = (typeof(UserGrain), IsId),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<Type> Classes => Types.Values.Select(type => type.Class);

    public static bool Has(string type) => Types.ContainsKey(type);

    /// <summary>The short name of a class of grains, which is its type: <c>chatroom</c> of <c>Academy.Grains.Chat.ChatRoomGrain,…</c>.</summary>
    public static string NameOf(string type)
    {
        var name = type.Split(',', 2)[0];
        name = name[(name.LastIndexOf('.') + 1)..];
        return (name.EndsWith("Grain", StringComparison.Ordinal) ? name[..^"Grain".Length] : name).ToLowerInvariant();
    }

    /// <summary>Null when no grain could have this type and name.</summary>
    public static IInspectedGrain? Find(IGrainFactory grains, string type, OrganizationId organization, string name) =>
        Types.TryGetValue(type, out var known) && known.IsName(name)
            ? grains.GetGrain<IInspectedGrain>(GrainKey.Of(organization, name), known.Class.FullName)
            : null;

    private static bool IsId(string name) => Guid.TryParseExact(name, "D", out var id) && name == id.ToString("D");

    private static bool IsWord(string name) =>
        name.Length is > 0 and <= 128 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
