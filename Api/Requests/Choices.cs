using System.Text.Json;

namespace Academy.Api.Requests;

/// <summary>The names of an enum's values on the wire, in camelCase.</summary>
internal static class Choices<TEnum>
    where TEnum : struct, Enum
{
    private static readonly Dictionary<string, TEnum> ByName = Enum.GetValues<TEnum>()
        .ToDictionary(v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()), StringComparer.Ordinal);

    public static IEnumerable<string> Names => ByName.Keys;

    public static bool TryParse(string name, out TEnum value) => ByName.TryGetValue(name, out value);
}
