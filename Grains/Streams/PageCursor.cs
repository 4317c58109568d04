using System.Buffers.Text;
using System.Text;

namespace Academy.Grains.Streams;

/// <summary>Opaque cursors of lists: the sort key of the last row that was given out.</summary>
internal static class PageCursor
{
    public static string Of(DateTimeOffset at, Guid id) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{at.UtcTicks}.{id:N}"));

    /// <summary>Reads a cursor; what is no cursor of ours starts from the top.</summary>
    public static (DateTimeOffset At, Guid Id)? Parse(string? cursor)
    {
        if (cursor is null || cursor.Length > 200 || !Base64Url.IsValid(cursor))
            return null;
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor)).Split('.');
        return parts.Length == 2 && long.TryParse(parts[0], out var ticks) && ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
            && Guid.TryParseExact(parts[1], "N", out var id)
            ? (new DateTimeOffset(ticks, TimeSpan.Zero), id)
            : null;
    }
}
