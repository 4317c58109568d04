using Academy.Streams;

namespace Academy.Api.Streams;

/// <summary>
/// Where a read begins. An offset is <c>{epoch}.{number of the last event}</c>, the number with leading zeros, so that
/// offsets of one epoch sort as texts; clients keep it as it is.
/// </summary>
/// <param name="Position">Null: the beginning, or the end.</param>
/// <param name="IsNow">Nothing that is there already.</param>
internal readonly record struct StreamOffset(StreamCursor? Position, bool IsNow)
{
    private const int EpochMax = 64;

    /// <summary>As many as the largest number of JSON that everybody reads exactly.</summary>
    private const int SeqDigits = 16;

    /// <summary>The offset that nothing lies before.</summary>
    public const string First = "-1";

    /// <summary>The offset that only what comes lies behind.</summary>
    public const string Now = "now";

    public static readonly StreamOffset Beginning = new(Position: null, IsNow: false);

    public static readonly StreamOffset End = new(Position: null, IsNow: true);

    public static string Of(StreamCursor position) => $"{position.Epoch}.{position.Seq.ToString($"D{SeqDigits}")}";

    public static bool TryParse(string text, out StreamOffset offset)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var isPosition =
            dot is > 0 and <= EpochMax
            && text.Length == dot + 1 + SeqDigits
            && text[..dot].All(IsOfEpoch)
            && text[(dot + 1)..].All(char.IsAsciiDigit);
        offset = text switch
        {
            First => Beginning,
            Now => End,
            _ when isPosition => new(new(text[..dot], long.Parse(text.AsSpan(dot + 1))), IsNow: false),
            _ => default,
        };
        return isPosition || text is First or Now;
    }

    private static bool IsOfEpoch(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';
}
