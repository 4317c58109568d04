using System.Buffers.Text;
using System.Text;

namespace Academy.Grains.Streams;

/// <summary>Opaque cursors of lists: the sort key of the last row that was given out.</summary>
internal static class PageCursor
{
    public static string Of(DateTimeOffset at, Guid id) => Encode($"{at.UtcTicks}.{id:N}");

    public static string Of(DateTimeOffset at, Guid id, long number) => Encode($"{at.UtcTicks}.{id:N}.{number}");

    /// <summary>In a list of parts that follow each other.</summary>
    public static string Of(DateTimeOffset at, Guid id, long number, int part) =>
        Encode($"{at.UtcTicks}.{id:N}.{number}.{part}");

    public static string Of(long number) => Encode($"{number}");

    /// <summary>Reads a cursor; what is no cursor of ours starts from the top.</summary>
    public static (DateTimeOffset At, Guid Id)? Parse(string? cursor) =>
        PartsOf(cursor) is [var ticks, var id] && TryKey(ticks, id, out var key) ? key : null;

    /// <summary>The same of one that is a number.</summary>
    public static long? ParseNumber(string? cursor) =>
        PartsOf(cursor) is [var text] && long.TryParse(text, out var number) ? number : null;

    /// <summary>The same of one that has a number besides.</summary>
    public static (DateTimeOffset At, Guid Id, long Number)? ParseNumbered(string? cursor) =>
        PartsOf(cursor) is [var ticks, var id, var text]
        && TryKey(ticks, id, out var key)
        && long.TryParse(text, out var number)
            ? (key.At, key.Id, number)
            : null;

    /// <summary>The same of one in a list of parts.</summary>
    public static (DateTimeOffset At, Guid Id, long Number, int Part)? ParsePart(string? cursor) =>
        PartsOf(cursor) is [var ticks, var id, var text, var partText]
        && TryKey(ticks, id, out var key)
        && long.TryParse(text, out var number)
        && int.TryParse(partText, out var part)
            ? (key.At, key.Id, number, part)
            : null;

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(text));

    private static string[] PartsOf(string? cursor) =>
        cursor is null || cursor.Length > 200 || !Base64Url.IsValid(cursor)
            ? []
            : Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor)).Split('.');

    private static bool TryKey(string ticksText, string idText, out (DateTimeOffset At, Guid Id) key)
    {
        key = default;
        if (
            !long.TryParse(ticksText, out var ticks)
            || ticks < 0
            || ticks > DateTime.MaxValue.Ticks
            || !Guid.TryParseExact(idText, "N", out var id)
        )
            return false;
        key = (new DateTimeOffset(ticks, TimeSpan.Zero), id);
        return true;
    }
}
