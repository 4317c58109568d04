using System.Text.RegularExpressions;
using Academy.Streams;

namespace Academy.Api.Streams;

/// <summary>
/// Where a read begins. An offset is <c>{epoch}.{number of the last event}</c>, the number with leading zeros, so that offsets of one
/// epoch sort as texts; clients keep it as it is.
/// </summary>
/// <param name="Position">Null: the beginning, or the end.</param>
/// <param name="IsNow">Nothing that is there already.</param>
internal readonly partial record struct StreamOffset(StreamCursor? Position, bool IsNow)
{
    /// <summary>The offset that nothing lies before.</summary>
    public const string First = "-1";

    /// <summary>The offset that only what comes lies behind.</summary>
    public const string Now = "now";

    public static readonly StreamOffset Beginning = new(Position: null, IsNow: false);

    public static readonly StreamOffset End = new(Position: null, IsNow: true);

    public static string Of(StreamCursor position) => $"{position.Epoch}.{position.Seq:D16}";

    public static bool TryParse(string text, out StreamOffset offset)
    {
        var read = Form().Match(text);
        offset = text switch
        {
            First => Beginning,
            Now => End,
            _ when read.Success => new(new(read.Groups["epoch"].Value, long.Parse(read.Groups["seq"].ValueSpan)), IsNow: false),
            _ => default,
        };
        return text is First or Now || read.Success;
    }

    [GeneratedRegex(@"\A(?<epoch>[A-Za-z0-9_-]{1,64})\.(?<seq>[0-9]{16})\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
