using System.Globalization;
using Academy.Api.Problems;

namespace Academy.Api.Requests;

/// <summary>
/// The values of a query string, read like <see cref="JsonFields"/>: what is not acceptable is noted. All are optional.
/// </summary>
internal sealed class QueryFields(IQueryCollection query)
{
    private Dictionary<string, string[]>? errors;

    public Problem? Problem => errors is null ? null : ApiProblems.Validation.Problem(errors: errors);

    /// <summary>A trimmed text, or null when there is none or it is empty.</summary>
    public string? Text(string name, int max)
    {
        var text = query[name].ToString().Trim();
        if (text.Length > max)
            Wrong(name, $"It must have at most {max} characters.");
        else if (text.Any(c => char.IsControl(c) || c == '\uFFFD') || !IsUnicode(text))
            Wrong(name, "It must be valid Unicode without control characters.");
        return text.Length == 0 ? null : text;
    }

    public TEnum? Choice<TEnum>(string name)
        where TEnum : struct, Enum
    {
        if (Text(name, max: 50) is not { } text)
            return null;
        if (Choices<TEnum>.TryParse(text, out var choice))
            return choice;
        Wrong(name, $"It must be one of: {string.Join(", ", Choices<TEnum>.Names)}.");
        return null;
    }

    public int Integer(string name, int min, int max, int otherwise)
    {
        if (Text(name, max: 20) is not { } text)
            return otherwise;
        if (int.TryParse(text, out var number) && number >= min && number <= max)
            return number;
        Wrong(name, $"It must be a whole number from {min} to {max}.");
        return otherwise;
    }

    /// <summary>The number of an event; 0 is before the first.</summary>
    public long? Number(string name)
    {
        if (Text(name, max: 20) is not { } text)
            return null;
        if (long.TryParse(text, out var number) && number >= 0)
            return number;
        Wrong(name, "It must be a whole number of 0 or more.");
        return null;
    }

    public Guid? Id(string name)
    {
        if (Text(name, max: 50) is not { } text)
            return null;
        if (Guid.TryParseExact(text, "D", out var id))
            return id;
        Wrong(name, "It must be an id (a UUID of 36 characters).");
        return null;
    }

    /// <summary>An instant in ISO 8601 with its offset, or the beginning of a day in UTC.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name, max: 40) is not { } text)
            return null;
        if (
            DateTimeOffset.TryParseExact(
                text,
                ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time
            )
        )
            return time;
        Wrong(name, "It must be a day (2030-01-31) or an instant (2030-01-31T12:00:00Z).");
        return null;
    }

    /// <summary>Notes what is wrong with a value.</summary>
    public void Wrong(string name, string rule) => (errors ??= new(StringComparer.Ordinal)).TryAdd(name, [rule]);

    private static bool IsUnicode(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }
        return true;
    }
}
