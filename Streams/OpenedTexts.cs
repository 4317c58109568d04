namespace Academy.Streams;

/// <summary>
/// What is sealed in the events of a batch, in the clear, by their place in it. It travels beside the events, which do
/// not change, and is never stored with them.
/// </summary>
public readonly struct OpenedTexts(params object?[]? texts)
{
    /// <summary>Of an event; null where nothing of it was opened.</summary>
    public object? this[int index] => texts is { } known && index < known.Length ? known[index] : null;

    /// <summary>These, and those of others where there are none here.</summary>
    public OpenedTexts Or(OpenedTexts others)
    {
        if (texts is null)
            return others;
        var both = new object?[Math.Max(texts.Length, others.Length)];
        for (var i = 0; i < both.Length; i++)
            both[i] = this[i] ?? others[i];
        return new(both);
    }

    private int Length => texts?.Length ?? 0;
}
