using System.Globalization;
using System.Text.Json;

namespace Academy.Api.Requests;

/// <summary>Fields that hold several values, and those that may be left out.</summary>
internal sealed partial class JsonFields
{
    public string? OptionalText(string name, int max) => Text(name, 1, max, required: false, multiline: false);

    public Guid? OptionalId(string name) => String(name, required: false) is { } text ? IdOf(name, text) : null;

    public IReadOnlyList<Guid> Ids(string name, int max)
    {
        var ids = OptionalIds(name, max);
        if (ids is null or [])
            Wrong(name, "It is required.");
        return ids ?? [];
    }

    public IReadOnlyList<Guid>? OptionalIds(string name, int max) => List(name, max, text => IdOf(name, text));

    /// <summary>Texts on one line, trimmed, none of them empty.</summary>
    public IReadOnlyList<string>? OptionalTexts(string name, int max, int lengthMax) => List(name, max, text =>
        {
            if (
                text.Trim() is { Length: > 0 } trimmed
                && trimmed.Length <= lengthMax
                && IsClean(trimmed, multiline: false)
            )
                return trimmed;
            Wrong(name, $"Each must have 1 to {lengthMax} characters, none of them a control character.");
            return "";
        });

    public TEnum? OptionalChoice<TEnum>(string name)
        where TEnum : struct, Enum => TryFind(name, out _) ? Choice<TEnum>(name) : null;

    public long Number(string name, long min, long max)
    {
        if (
            TryFind(name, out var value)
            && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var number)
            && number >= min
            && number <= max
        )
            return number;
        Wrong(name, $"It must be a whole number from {min} to {max}.");
        return min;
    }

    public long? OptionalNumber(string name, long min, long max) =>
        TryFind(name, out _) ? Number(name, min, max) : null;

    /// <summary>An instant, in ISO 8601 with its offset.</summary>
    public DateTimeOffset? OptionalTime(string name)
    {
        if (String(name, required: false) is not { } text)
            return null;
        if (
            DateTimeOffset.TryParseExact(
                text,
                ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time
            )
        )
            return time;
        Wrong(name, "It must be an instant such as 2030-01-31T12:00:00Z.");
        return null;
    }

    private Guid IdOf(string name, string text)
    {
        if (!Guid.TryParseExact(text, "D", out var id))
            Wrong(name, "It must be an id (a UUID of 36 characters).");
        return id;
    }

    private List<T>? List<T>(string name, int max, Func<string, T> read)
    {
        if (!TryFind(name, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > max)
        {
            Wrong(name, $"It must be a list of at most {max}.");
            return null;
        }
        var list = new List<T>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            if (Unicode(name, item) is { } text)
                list.Add(read(text));
        }
        return list;
    }
}
