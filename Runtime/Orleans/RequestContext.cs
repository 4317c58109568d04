namespace Orleans.Runtime;

/// <summary>Values that travel with calls, from caller to callee and on, but never back.</summary>
public static class RequestContext
{
    // Dictionaries in here are never changed once set, so that caller and callee may share one.
    private static readonly AsyncLocal<Dictionary<string, object>?> Current = new();

    /// <summary>The values, or null if there are none.</summary>
    internal static Dictionary<string, object>? Values
    {
        get => Current.Value;
        set => Current.Value = value;
    }

    /// <summary>The names that are set.</summary>
    public static IEnumerable<string> Keys => Values?.Keys ?? Enumerable.Empty<string>();

    /// <summary>The names and values that are set.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries =>
        Values ?? Enumerable.Empty<KeyValuePair<string, object>>();

    /// <summary>The value under this name, or null.</summary>
    public static object? Get(string key) =>
        Values is { } values && values.TryGetValue(key, out var value) ? value : null;

    /// <summary>Sets a value for what is called from here on.</summary>
    public static void Set(string key, object value) => Values = Values is { } values
        ? new Dictionary<string, object>(values, StringComparer.Ordinal) { [key] = value }
        : new Dictionary<string, object>(1, StringComparer.Ordinal) { [key] = value };

    /// <summary>Takes a value away; false if there was none.</summary>
    public static bool Remove(string key)
    {
        if (Values is not { } values || !values.ContainsKey(key))
        {
            return false;
        }

        var rest = new Dictionary<string, object>(values, StringComparer.Ordinal);
        rest.Remove(key);
        Values = rest.Count == 0 ? null : rest;
        return true;
    }

    /// <summary>Takes all values away.</summary>
    public static void Clear()
    {
        if (Values is not null)
        {
            Values = null;
        }
    }
}
