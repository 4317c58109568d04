using System.Text;

namespace Academy.Api.Tests.Chat.Messages;

/// <summary>Bodies of messages that have hurt somebody before, or are made to.</summary>
internal static class HostileBodies
{
    private const int LengthMax = 4_000;

    /// <summary>After the vectors that the makers of sanitizers collect.</summary>
    private static readonly string[] Scripts =
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<a href=javascript:alert(1)>x</a>",
        "<a href='java&#10;script:alert(1)'>x</a>",
        "<form><button formaction=javascript:alert(1)>x",
        "<object data=javascript:alert(1)>",
        "<embed src=javascript:alert(1)>",
        "<base href=//evil.test/>",
        "<link rel=import href=//evil.test>",
        "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
        "<style>@import '//evil.test'</style>",
        "<div style=background:url(javascript:alert(1))>",
        "<input autofocus onfocus=alert(1)>",
        "<details open ontoggle=alert(1)>",
        "<video><source onerror=alert(1)>",
        "<body onload=alert(1)>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<template><script>alert(1)</script></template>",
        "<xmp><p title=\"</xmp><svg/onload=alert(1)>\">",
        "<!--><script>alert(1)</script>-->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "</p><script>alert(1)</script>",
        "\"><script>alert(1)</script>",
        "'-alert(1)-'",
        "`${alert(1)}`",
        "{{constructor.constructor('alert(1)')()}}",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<SCRIPT SRC=//evil.test/x.js></SCRIPT>",
        "<img src=`x` onerror=alert(1)>",
        "<<script>alert(1);//<</script>",
    ];

    private static readonly string[] Links =
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "java\tscript:alert(1)",
        "&#106;avascript:alert(1)",
        "&Tab;javascript:alert(1)",
        "\u0001javascript:alert(1)",
        "vbscript:x",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "//evil.test",
        "/\\evil.test",
        "https://good.test@evil.test/",
        "https://x.test/\"onmouseover=\"alert(1)",
        "https://x.test/'><script>alert(1)</script>",
        "http://[::1]:99999/",
        "https://\u202Etset.live/",
        "mailto:a@b.c?body=<script>",
        "http://a.test/" + new string('a', 3_000),
        "https://\u0430pple.test/",
        "https://x.test/\u0000",
        "intent://x#Intent;scheme=http;end",
        "blob:https://x.test/1",
    ];

    private static readonly string[] Bombs =
    [
        "*a ",
        "**a ",
        "_",
        "~~",
        "[",
        "[a](",
        "![[",
        "`",
        "> ",
        "- ",
        "1. ",
        "\n> - ",
        "<",
        "<a@",
        "http://",
        "www.a.b/ ",
        "mailto:a@b.c ",
        "|-",
        "#\n",
        "```\n",
        "\\",
        "&amp;",
        "[a]: http://b.test\n",
        "* * a\n",
        "a*",
        "__a__ _",
        "<!--",
        "<?",
        "<![CDATA[",
        "\u0301",
        "e\u0301\u0302",
        "\u202E",
        "\u2066\u2067\u2068",
        "\uFEFF",
        "\uDB40\uDC41",
        "\U0001F468\u200D",
        "\uFDFD",
        "\u1160",
        "\u3164",
        "\u00AD",
        "\u200B",
        "\U0001F1E6",
        "\U000E0001",
        "\uFFFE",
        "\uFFFF",
        "\u2028",
        "\u2029",
        "田",
        "\U00020000",
    ];

    private static readonly string[] Naughty =
    [
        "null",
        "undefined",
        "NaN",
        "1e309",
        "-0",
        "0x10",
        "true",
        "١٢٣",
        "Ω≈ç√∫",
        "Z̮̞̠͙͔ͅalgo",
        "ﬁ",
        "İ",
        "ẞ",
        "パーティー",
        "👩‍👩‍👧‍👦",
        "🏳️‍🌈",
        "'; drop table chat_messages; --",
        "${jndi:ldap://127.0.0.1/a}",
        "../../etc/passwd",
        "%00",
        "%n%s",
        "$(touch x)",
        "=cmd|'/c calc'!A1",
        "+1+1",
        "@SUM(1)",
        "-2+3",
        "\tx",
        "CON",
        "@everyone",
        "@",
        "@@",
        "@Student",
        "/me",
        "\u202Egnp.exe",
        "a\u0000b",
        "bell\a",
        "\u0085x",
        "\u001B[31m",
    ];

    /// <summary>At most one character longer than a message may be.</summary>
    public static IEnumerable<string> All(int seed) =>
        Made(seed).Select(b => b.Length <= LengthMax + 1 ? b : b[..(LengthMax + 1)]);

    private static IEnumerable<string> Made(int seed)
    {
        foreach (var text in Scripts.Concat(Naughty))
            yield return text;
        foreach (var script in Scripts)
            yield return $"**b** {script} `c` [{script}](https://x.test/) > {script}\n> {script}\n- "
                + $"{script}\n```{script}\n{script}\n```";
        foreach (var link in Links)
        {
            yield return $"[x]({link}) ![y]({link}) <{link}> {link} **b**";
            yield return $"[x](<{link}> \"title\") [z][1]\n\n[1]: {link}";
        }
        foreach (var bomb in Bombs)
        {
            var text = new StringBuilder().Insert(0, bomb, LengthMax / bomb.Length).ToString();
            yield return text;
            yield return "a" + text[..^1];
            yield return $"**b** {text[6..]}";
        }
        var random = new Random(seed);
        string[] parts =
        [
            .. Scripts,
            .. Links,
            .. Naughty,
            .. Bombs,
            "**",
            "*",
            "`",
            "```\n",
            "\n\n",
            "\n> ",
            "\n- ",
            "](",
            "[",
            " ",
            "<",
            ">",
            "\ud83d",
            "\ude00",
        ];
        for (var i = 0; i < 250; i++)
        {
            var mixed = string.Concat(
                Enumerable.Range(0, random.Next(1, 12)).Select(_ => parts[random.Next(parts.Length)])
            );
            yield return mixed.Length <= LengthMax ? mixed : mixed[..LengthMax];
        }
        yield return new string('a', LengthMax + 1);
        yield return "";
        yield return "  \n ";
    }
}
