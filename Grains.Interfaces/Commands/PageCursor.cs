using System.Globalization;

namespace Academy.Commands;

/// <summary>
/// Positions in lists: the sort key of the last row that was given out, never a count of rows, so that a row that goes
/// away takes no other with it. Clients get them sealed, bound to their list; so what is none is of another release,
/// and starts from the top.
/// </summary>
public static class PageCursor
{
    public static string Of(DateTimeOffset at, Guid id) => $"{at.UtcTicks}.{id:N}";

    public static string Of(DateTimeOffset at, Guid id, long number) => $"{at.UtcTicks}.{id:N}.{number}";

    /// <summary>In a list of parts that follow each other.</summary>
    public static string Of(DateTimeOffset at, Guid id, long number, int part) =>
        $"{at.UtcTicks}.{id:N}.{number}.{part}";

    public static string Of(long number) => $"{number}";

    /// <summary>In a list by names, of parts that follow each other.</summary>
    public static string Of(int part, Guid id, string name) => $"{part}.{id:N}.{name}";

    public static (DateTimeOffset At, Guid Id)? Parse(string? cursor) =>
        cursor?.Split('.') is [var ticks, var id] && TryKey(ticks, id, out var key) ? key : null;

    public static long? ParseNumber(string? cursor) => TryNumber(cursor, out var number) ? number : null;

    public static (DateTimeOffset At, Guid Id, long Number)? ParseNumbered(string? cursor) =>
        cursor?.Split('.') is [var ticks, var id, var text]
        && TryKey(ticks, id, out var key)
        && TryNumber(text, out var number)
            ? (key.At, key.Id, number)
            : null;

    public static (DateTimeOffset At, Guid Id, long Number, int Part)? ParsePart(string? cursor) =>
        cursor?.Split('.') is [var ticks, var id, var text, var partText]
        && TryKey(ticks, id, out var key)
        && TryNumber(text, out var number)
        && TryNumber(partText, out var part)
            ? (key.At, key.Id, number, (int)part)
            : null;

    public static (int Part, Guid Id, string Name)? ParseNamed(string? cursor) =>
        cursor?.Split('.', 3) is [var partText, var idText, var name]
        && TryNumber(partText, out var part)
        && Guid.TryParseExact(idText, "N", out var id)
            ? ((int)part, id, name)
            : null;

    private static bool TryNumber(string? text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool TryKey(string ticksText, string idText, out (DateTimeOffset At, Guid Id) key)
    {
        key = default;
        if (
            !TryNumber(ticksText, out var ticks)
            || ticks > DateTime.MaxValue.Ticks
            || !Guid.TryParseExact(idText, "N", out var id)
        )
            return false;
        key = (new DateTimeOffset(ticks, TimeSpan.Zero), id);
        return true;
    }
}
