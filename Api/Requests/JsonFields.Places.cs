using System.Text.RegularExpressions;
using Academy.Accounts;
using NodaTime;

namespace Academy.Api.Requests;

/// <summary>Fields that say where somebody is, and which language they read.</summary>
internal sealed partial class JsonFields
{
    /// <summary>A language tag (BCP 47) in its usual case: <c>de</c>, <c>pt-BR</c>, <c>zh-Hant</c>.</summary>
    public string? OptionalLanguage(string name)
    {
        if (OptionalText(name, AccountLimits.LanguageMax) is not { } text)
            return null;
        if (!LanguageTag().IsMatch(text))
            Wrong(name, "It must be a language tag such as en, pt-BR or zh-Hant.");
        var parts = text.Split('-');
        for (var n = 0; n < parts.Length; n++)
        {
            // A single character begins an extension, in which everything is small.
            if (n > 0 && parts[n - 1].Length == 1)
                return string.Join('-', parts.Select((part, at) => at < n ? part : part.ToLowerInvariant()));
            parts[n] = (n, parts[n].Length) switch
            {
                (> 0, 2) => parts[n].ToUpperInvariant(),
                (> 0, 4) when char.IsAsciiLetter(parts[n][0]) =>
                    $"{char.ToUpperInvariant(parts[n][0])}{parts[n][1..].ToLowerInvariant()}",
                _ => parts[n].ToLowerInvariant(),
            };
        }
        return string.Join('-', parts);
    }

    /// <summary>A zone of the IANA database, also by one of its former names.</summary>
    public string? OptionalTimeZone(string name)
    {
        if (OptionalText(name, AccountLimits.TimeZoneMax) is not { } text)
            return null;
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(text) is null)
            Wrong(name, "It must be a time zone of the IANA database such as Europe/Berlin.");
        return text;
    }

    [GeneratedRegex("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageTag();
}
