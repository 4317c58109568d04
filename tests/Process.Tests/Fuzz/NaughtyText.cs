using System.Text;

namespace Academy.Processes.Fuzz;

/// <summary>Strings that have hurt somebody before, and bytes that are none.</summary>
internal static class NaughtyText
{
    private static readonly string[] Strings =
    [
        "",
        " ",
        "\t",
        "\n",
        "null",
        "undefined",
        "true",
        "NaN",
        "-0",
        "1e309",
        "0x10",
        "١٢٣",
        "⁰⁴⁵",
        "Ω≈ç√∫",
        "田中さん",
        "パーティー",
        "ﬁ",
        "ı",
        "İ",
        "ß",
        "ẞ",
        "\u200b",
        "\ufeff",
        "\u202etest\u202c",
        "\u2028",
        "\u0085",
        "\u00a0",
        "Z̮̞̠͙͔ͅalgo",
        "👩‍👩‍👧‍👦",
        "🏳️‍🌈",
        "\U0010ffff",
        "\ufffd",
        "\uffff",
        "'; drop table events; --",
        "' or '1'='1",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "${jndi:ldap://127.0.0.1/a}",
        "../../../../etc/passwd",
        "%00",
        "%n%s%x",
        "$(touch /tmp/x)",
        "`id`",
        "\\",
        "\"",
        "/dev/null",
        "CON",
        "C:\\",
        "file:///",
        "http://127.0.0.1:1/",
        "\u0000",
        "\u0001",
        "\u007f",
        "academy/user:1",
        "academy",
        "user:",
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "2147483648",
        "-1",
        "9223372036854775808",
        "1e3",
        "１",
        "＇",
        "\u1e9b\u0323",
        "a\u0301",
        "A".PadRight(129, 'A'),
        "é".PadRight(201, 'é'),
        "x".PadRight(6_000, 'x'),
    ];

    /// <summary>Sequences that UTF-8 does not have.</summary>
    private static readonly byte[][] NoUtf8 =
    [
        [0xff],
        [0xc0, 0x80],
        [0xed, 0xa0, 0x80],
        [0xf4, 0x90, 0x80, 0x80],
        [0xe2, 0x82],
        [0x80],
        [0xfe, 0xff],
        [0xf8, 0x88, 0x80, 0x80, 0x80],
    ];

    /// <summary>Numbers at the edge of what a type can hold, and behind it.</summary>
    private static readonly string[] Numbers =
    [
        "9223372036854775807",
        "9223372036854775806",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "2147483647",
        "2147483648",
        "-2147483648",
        "99999999999999999999",
        "253402300800",
        "922337203685",
        "0",
        "-1",
    ];

    /// <summary>And instants.</summary>
    private static readonly string[] Extremes =
    [
        .. Numbers,
        "0001-01-01",
        "9999-12-31",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "9999-12-31T23:59:59.9999999Z",
    ];

    public static string Extreme(Random random) => Extremes[random.Next(Extremes.Length)];

    public static string ExtremeNumber(Random random) => Numbers[random.Next(Numbers.Length)];

    public static string Text(Random random) =>
        random.Next(4) switch
        {
            0 => string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => (char)random.Next(1, 0xd7ff))),
            _ => Strings[random.Next(Strings.Length)],
        };

    /// <summary>Flips, cuts, doubles or inserts a few bytes.</summary>
    public static byte[] Mutate(Random random, byte[] bytes)
    {
        var mutated = new List<byte>(bytes);
        for (var times = random.Next(1, 6); times > 0; times--)
        {
            var at = random.Next(mutated.Count + 1);
            switch (random.Next(6))
            {
                case 0 when at < mutated.Count:
                    mutated[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < mutated.Count:
                    mutated.RemoveRange(at, random.Next(1, Math.Min(20, mutated.Count - at) + 1));
                    break;
                case 2 when at < mutated.Count:
                    mutated.InsertRange(at, mutated.GetRange(at, Math.Min(random.Next(1, 30), mutated.Count - at)));
                    break;
                case 3:
                    mutated.InsertRange(at, NoUtf8[random.Next(NoUtf8.Length)]);
                    break;
                case 4:
                    mutated.InsertRange(at, Encoding.UTF8.GetBytes(Text(random)));
                    break;
                default:
                    mutated.Insert(at, (byte)random.Next(256));
                    break;
            }
        }
        return [.. mutated];
    }
}
