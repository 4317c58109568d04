using System.Globalization;

namespace Academy.Testing;

/// <summary>
/// How much is done: little in every run, more by <c>ACADEMY_FULL_SIZE=1</c>; chance comes from <c>ACADEMY_SEED</c>.
/// </summary>
internal static class Size
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("ACADEMY_FULL_SIZE") == "1";

    /// <summary>The number that all chance of a run comes from: print it.</summary>
    public static int Seed { get; } = Number("ACADEMY_SEED") ?? Environment.TickCount & 0xFFFFFF;

    public static int Of(int always, int full, string? variable = null) =>
        (variable is null ? null : Number(variable)) ?? (IsFull ? full : always);

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
