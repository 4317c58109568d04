using System.Text.Json;
using Academy.Api.Problems;
using Academy.Unicode;

namespace Academy.Api.Requests;

/// <summary>
/// The fields of a body. Each is read with the rule that it must meet; what does not is noted under its name and reads
/// as a default, so that one answer names everything that is wrong.
/// </summary>
/// <param name="body">A JSON object.</param>
/// <param name="learn">Told the rule of each field, for who wants to describe the body rather than read one.</param>
internal sealed partial class JsonFields(JsonElement body, Action<FieldRule>? learn = null)
{
    private Dictionary<string, string[]>? errors;

    public Problem? Problem => errors is null ? null : ApiProblems.Validation.Problem(errors: errors);

    /// <summary>A text on one line, trimmed.</summary>
    public string Text(string name, int max, int min = 1) =>
        Text(name, min, max, required: true, multiline: false) ?? "";

    /// <summary>What somebody or something is called: see <see cref="VisibleName"/>.</summary>
    public string Name(string name, int max)
    {
        var text = Text(name, max);
        return text.Length == 0 ? text : Named(name, text, max);
    }

    public string? OptionalName(string name, int max) =>
        OptionalText(name, max) is { } text ? Named(name, text, max) : null;

    private string Named(string name, string text, int max)
    {
        if (VisibleName.TryRead(text, out var read) && read.Length <= max)
            return read;
        Wrong(name, VisibleName.Rule);
        return text;
    }

    /// <summary>A text that may have several lines, trimmed.</summary>
    public string LongText(string name, int max, int min = 1) =>
        Text(name, min, max, required: true, multiline: true) ?? "";

    public string? OptionalLongText(string name, int max) => Text(name, 0, max, required: false, multiline: true);

    /// <summary>A text taken as it is, spaces included.</summary>
    public string Secret(string name, int min, int max) => Secret(name, min, max, required: true) ?? "";

    public string? OptionalSecret(string name, int min, int max) => Secret(name, min, max, required: false);

    private string? Secret(string name, int min, int max, bool required)
    {
        learn?.Invoke(new FieldRule(name, MinLength: min, MaxLength: max));
        if (String(name, required) is not { } text)
            return null;
        if (text.Length < min || text.Length > max)
            Wrong(name, $"It must have {min} to {max} characters.");
        else if (!IsClean(text, multiline: false))
            Wrong(name, "It must not contain control characters.");
        return text;
    }

    /// <summary>A text in a form of its own.</summary>
    public string Text(string name, int max, Func<string, bool> isWellFormed, string rule)
    {
        var text = Text(name, max);
        if (text.Length > 0 && !isWellFormed(text))
            Wrong(name, rule);
        return text;
    }

    public Guid Id(string name) => String(name, required: true) is { } text ? IdOf(name, text) : default;

    public int? OptionalInteger(string name, int min, int max)
    {
        learn?.Invoke(new FieldRule(name, Minimum: min, Maximum: max));
        if (!TryFind(name, out var value))
            return null;
        if (
            value.ValueKind != JsonValueKind.Number
            || !value.TryGetInt32(out var number)
            || number < min
            || number > max
        )
        {
            Wrong(name, $"It must be a whole number from {min} to {max}.");
            return null;
        }
        return number;
    }

    public bool? OptionalBoolean(string name)
    {
        if (!TryFind(name, out var value))
            return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Wrong(name, "It must be true or false.");
        return null;
    }

    public TEnum Choice<TEnum>(string name)
        where TEnum : struct, Enum
    {
        if (String(name, required: true) is not { } text)
            return default;
        if (!Choices<TEnum>.TryParse(text, out var choice))
            Wrong(name, $"It must be one of: {string.Join(", ", Choices<TEnum>.Names)}.");
        return choice;
    }

    /// <summary>Notes what is wrong with a field.</summary>
    public void Wrong(string name, string rule) => (errors ??= new(StringComparer.Ordinal)).TryAdd(name, [rule]);

    private string? Text(string name, int min, int max, bool required, bool multiline)
    {
        learn?.Invoke(new FieldRule(name, MinLength: min, MaxLength: max));
        if (String(name, required)?.Trim() is not { } text)
            return null;
        if (text.Length < min || text.Length > max)
            Wrong(
                name,
                min == 0 ? $"It must have at most {max} characters." : $"It must have {min} to {max} characters."
            );
        else if (!IsClean(text, multiline))
            Wrong(name, "It must not contain control characters.");
        return text;
    }

    private string? String(string name, bool required)
    {
        if (!TryFind(name, out var value))
        {
            if (required)
                Wrong(name, "It is required.");
            return null;
        }
        return Unicode(name, value);
    }

    private string? Unicode(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Wrong(name, "It must be a text.");
            return null;
        }
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            Wrong(name, "It must be valid Unicode (half of a surrogate pair is not).");
            return null;
        }
    }

    /// <summary>A field that is null counts as missing.</summary>
    private bool TryFind(string name, out JsonElement value) =>
        body.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static bool IsClean(string text, bool multiline)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c) && !(multiline && c is '\n' or '\r' or '\t'))
                return false;
        }
        return true;
    }
}

/// <summary>What a field may be: characters of a text, or the range of a number.</summary>
internal sealed record FieldRule(
    string Name,
    int? MinLength = null,
    int? MaxLength = null,
    int? Minimum = null,
    int? Maximum = null
);
