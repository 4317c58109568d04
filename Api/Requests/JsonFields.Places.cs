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
        var parts = text.Split('-');
        if (!IsLanguageTag(parts))
        {
            Wrong(name, "It must be a language tag such as en, pt-BR or zh-Hant.");
            return null;
        }
        for (var n = 0; n < parts.Length; n++)
        {
            // A single character begins an extension, in which everything is small.
            if (n > 0 && parts[n - 1].Length == 1)
                return string.Join('-', parts.Select((part, at) => at < n ? part : part.ToLowerInvariant()));
            parts[n] = n == 0 ? parts[n].ToLowerInvariant() : UsualCase(parts[n]);
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

    /// <summary>A country's letters are large, of a script's name the first is.</summary>
    private static string UsualCase(string subtag) =>
        subtag.Length == 2 ? subtag.ToUpperInvariant()
        : subtag.Length == 4 && char.IsAsciiLetter(subtag[0])
            ? $"{char.ToUpperInvariant(subtag[0])}{subtag[1..].ToLowerInvariant()}"
        : subtag.ToLowerInvariant();

    /// <summary>A language of 2 to 8 letters, and subtags of 1 to 8 letters and digits.</summary>
    private static bool IsLanguageTag(string[] parts) =>
        parts[0].Length >= 2
        && parts[0].All(char.IsAsciiLetter)
        && Array.TrueForAll(parts, part => part.Length is >= 1 and <= 8 && part.All(char.IsAsciiLetterOrDigit));
}
