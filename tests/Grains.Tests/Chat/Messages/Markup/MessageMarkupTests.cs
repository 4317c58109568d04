using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Academy.Chat;
using Academy.Grains.Chat.Messages.Markup;

namespace Academy.Grains.Tests.Chat.Messages.Markup;

public sealed class MessageMarkupTests
{
    [Theory]
    [InlineData("Hello")]
    [InlineData("Hello, how are you? Well-known, e.g. at 12:30.")]
    [InlineData("two\nlines")]
    [InlineData("two\n\nparagraphs")]
    [InlineData("snake_case_name and 5 * 3 = 15, [not a link], a<b")]
    [InlineData("1.")]
    [InlineData("#")]
    [InlineData("-")]
    [InlineData(">")]
    [InlineData("---")]
    [InlineData("www.")]
    [InlineData("a ~tilde~ and #hash")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\u202Eright to left\u202C")]
    public void A_text_without_markup_has_no_content(string body) => Assert.Null(MessageMarkup.Parse(body));

    [Theory]
    [InlineData(
        "**bold** and *slanted*",
        """[{"t":"p","c":[{"t":"strong","c":[{"t":"text","v":"bold"}]},{"t":"text","v":" and "},{"t":"em","c":[{"t":"text","v":"slanted"}]}]}]"""
    )]
    [InlineData("~~gone~~", """[{"t":"p","c":[{"t":"del","c":[{"t":"text","v":"gone"}]}]}]""")]
    [InlineData("`a<b>`\nnext", """[{"t":"p","c":[{"t":"code","v":"a<b>"},{"t":"br"},{"t":"text","v":"next"}]}]""")]
    [InlineData(
        "> quoted\n> **more**",
        """[{"t":"quote","c":[{"t":"p","c":[{"t":"text","v":"quoted"},{"t":"br"},{"t":"strong","c":[{"t":"text","v":"more"}]}]}]}]"""
    )]
    [InlineData(
        "- one\n- two",
        """[{"t":"list","ordered":false,"items":[[{"t":"p","c":[{"t":"text","v":"one"}]}],[{"t":"p","c":[{"t":"text","v":"two"}]}]]}]"""
    )]
    [InlineData(
        "3. three",
        """[{"t":"list","ordered":true,"start":3,"items":[[{"t":"p","c":[{"t":"text","v":"three"}]}]]}]"""
    )]
    [InlineData("```c#\nvar x = 1;\n\n<b>\n```", """[{"t":"code","lang":"c#","v":"var x = 1;\n\n<b>"}]""")]
    [InlineData("```\"><script>\nx\n```", """[{"t":"code","v":"x"}]""")]
    [InlineData("# Title", """[{"t":"p","c":[{"t":"strong","c":[{"t":"text","v":"Title"}]}]}]""")]
    [InlineData("a\n\n---", """[{"t":"p","c":[{"t":"text","v":"a"}]},{"t":"rule"}]""")]
    [InlineData(
        "含**「重点」**内容",
        """[{"t":"p","c":[{"t":"text","v":"含"},{"t":"strong","c":[{"t":"text","v":"「重点」"}]},{"t":"text","v":"内容"}]}]"""
    )]
    [InlineData(
        "이것은 **\"강조\"**는 *(예)*다",
        """[{"t":"p","c":[{"t":"text","v":"이것은 "},{"t":"strong","c":[{"t":"text","v":"\"강조\""}]},{"t":"text","v":"는 "},{"t":"em","c":[{"t":"text","v":"(예)"}]},{"t":"text","v":"다"}]}]"""
    )]
    [InlineData(
        "これは~~（古い）~~新しい",
        """[{"t":"p","c":[{"t":"text","v":"これは"},{"t":"del","c":[{"t":"text","v":"（古い）"}]},{"t":"text","v":"新しい"}]}]"""
    )]
    [InlineData("\\*no\\*", """[{"t":"p","c":[{"t":"text","v":"*no*"}]}]""")]
    public void Markup_becomes_a_tree_of_known_nodes(string body, string expected) => AssertContent(expected, body);

    [Theory]
    [InlineData("[a](https://academy.test/x?y=1&z=2)", "https://academy.test/x?y=1&z=2", "a")]
    [InlineData("see https://academy.test/a_b_c.", "https://academy.test/a_b_c", "https://academy.test/a_b_c")]
    [InlineData("www.academy.test", "https://www.academy.test/", "www.academy.test")]
    [InlineData("看https://academy.test/a。好", "https://academy.test/a", "https://academy.test/a")]
    [InlineData("https://academy.test/a请看", "https://academy.test/a", "https://academy.test/a")]
    [InlineData("「https://academy.test」を見る", "https://academy.test/", "https://academy.test")]
    [InlineData("ดูwww.academy.test/aได้", "https://www.academy.test/a", "www.academy.test/a")]
    [InlineData(
        "https://academy.test/wiki/上海，大",
        "https://academy.test/wiki/%E4%B8%8A%E6%B5%B7",
        "https://academy.test/wiki/上海"
    )]
    [InlineData("https://例え.jpを見る", "https://例え.jp/", "https://例え.jp")]
    [InlineData("<ada@academy.test>", "mailto:ada@academy.test", "ada@academy.test")]
    [InlineData("![picture](https://academy.test/p.png)", "https://academy.test/p.png", "picture")]
    [InlineData("[](https://academy.test/)", "https://academy.test/", "https://academy.test/")]
    [InlineData("[a](<https://academy.test/\"onclick=\"alert(1)>)", "https://academy.test/%22onclick=%22alert(1)", "a")]
    public void A_link_leads_where_it_says(string body, string href, string text)
    {
        var link = Nodes(Content(body)!).Single(n => (string?)n["t"] == "link");
        Assert.Equal(href, (string?)link["href"]);
        Assert.Equal(text, (string?)link["c"]![0]!["v"]);
    }

    [Theory]
    [InlineData("[a](javascript:alert(1)) **b**")]
    [InlineData("[a](JaVaScRiPt:alert(1)) **b**")]
    [InlineData("[a](java\u00ADscript:alert(1)) **b**")]
    [InlineData("[a](&#106;avascript:alert(1)) **b**")]
    [InlineData("[a](data:text/html;base64,PHNjcmlwdD4=) **b**")]
    [InlineData("[a](vbscript:msgbox) **b**")]
    [InlineData("[a](file:///etc/passwd) **b**")]
    [InlineData("[a](//academy.test/x) **b**")]
    [InlineData("[a](/api/v1/me) **b**")]
    [InlineData("[a](https://academy.test@evil.test/) **b**")]
    [InlineData("[a](https://) **b**")]
    [InlineData("<javascript:alert(1)> **b**")]
    [InlineData("![a](javascript:alert(1)) **b**")]
    [InlineData("ftp://academy.test/x **b**")]
    [InlineData("tel:123456 **b**")]
    [InlineData("[a]: javascript:alert(1)\n[a] **b**")]
    [InlineData("[a][b]\n\n[b]: https://academy.test/ \"hidden\" **b**")]
    public void What_may_not_be_linked_is_text(string body) =>
        Assert.DoesNotContain(Nodes(Content(body)!), n =>
            (string?)n["t"] == "link"
            && !((string)n["href"]!).StartsWith("https://academy.test/", StringComparison.Ordinal)
        );

    [Theory]
    [InlineData("<script>alert(1)</script> **b**")]
    [InlineData("<img src=x onerror=alert(1)> **b**")]
    [InlineData("<svg/onload=alert(1)> **b**")]
    [InlineData("<!-- <b> --> **b**")]
    [InlineData("&lt;b&gt; &#x3C;script&#x3E; **b**")]
    [InlineData("<b>**b**</b>")]
    public void Html_is_text_and_nothing_of_it_is_lost(string body)
    {
        var shown = string.Concat(Nodes(Content(body)!).Select(n => (string?)n["v"]));
        Assert.Equal(body.Replace("**", "", StringComparison.Ordinal), shown);
    }

    [Fact]
    public void A_definition_of_a_link_is_shown() =>
        Assert.Contains(
            "[a]: ",
            string.Concat(Nodes(Content("[a]: https://academy.test/x")!).Select(n => (string?)n["v"])),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("[ref][1] **b**")]
    [InlineData("an open [bracket and ![another **b**")]
    [InlineData("]] [[ [x] **b**")]
    [InlineData("tel:123 mailto:nobody ftp://academy.test/ **b**")]
    [InlineData("\\` **b** `")]
    public void No_mark_is_lost_that_means_nothing(string body) =>
        Assert.Equal(
            body.Replace("**", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal),
            string.Concat(Nodes(Content(body)!).Select(n => (string?)n["v"]))
        );

    /// <summary>
    /// Messages as people write them, with the trees that the release before had made of them, by another parser,
    /// whenever they were read.
    /// </summary>
    [Fact]
    public void Ordinary_messages_have_the_trees_that_they_always_had()
    {
        var messages = File.ReadLines(BesideThis("ordinary-messages.jsonl"))
            .Select(line => JsonNode.Parse(line)!)
            .ToArray();
        Assert.InRange(messages.Length, 200, 400);
        foreach (var message in messages)
        {
            var body = (string)message["body"]!;
            Assert.True(
                JsonNode.DeepEquals(message["content"], Content(body)),
                $"{body}\n\nis {Content(body)?.ToJsonString()}"
            );
            MessageMarkup.Parse(body, out var work);
            Assert.True(
                work <= 5 * body.Length + 5,
                $"It took {work} for {body.Length} characters, a third of what is allowed:\n{body}"
            );
        }
    }

    /// <summary>Texts that make careless parsers slow or deep, each as long as a message may be.</summary>
    public static TheoryData<string> Bombs =>
        new(
            Repeat("*a "),
            Repeat("**a "),
            Repeat("*a**a "),
            Repeat("_"),
            Repeat("*"),
            Repeat("a*"),
            Repeat("~~"),
            Repeat("["),
            Repeat("[a]("),
            Repeat("![["),
            Repeat("]"),
            Repeat("[a](<"),
            Repeat("`"),
            string.Concat(Enumerable.Range(1, 88).Select(n => new string('`', n) + "a"))[..4000],
            Repeat("<"),
            Repeat("<a@"),
            Repeat(">"),
            Repeat("> "),
            Repeat("- "),
            Repeat("1. "),
            Repeat("-\n"),
            Repeat("* * a\n"),
            Repeat("#\n"),
            string.Concat(Enumerable.Range(0, 60).Select(n => new string(' ', 2 * n) + "- a\n")),
            Repeat("\\"),
            Repeat("\n> - "),
            Repeat("```\n"),
            Repeat("http://"),
            Repeat("http://a.b/ "),
            Repeat("www."),
            Repeat("mailto:a@b.c "),
            Repeat("http://a.b/("),
            Repeat("e\u0301\u0301\u0301"),
            "a" + Repeat("\u0301")[1..],
            Repeat("\u202E**a**"),
            Repeat("😀*"),
            Repeat("**a**"),
            Repeat("*a*"),
            Repeat("\t"),
            "*" + Repeat(" \n")[1..],
            Repeat("*a **b "),
            Repeat("*a_b~~c "),
            Repeat("[a *b](c "),
            Repeat("> - > - a\n"),
            Repeat("- - - - - - a\n"),
            Repeat("1. 1. a\n"),
            Repeat("`` ` "),
            Repeat("[a](b)"),
            Repeat("[a](b \""),
            Repeat("[a][b]"),
            Repeat("<a:"),
            Repeat("&"),
            Repeat("www.a.b/&"),
            Repeat("**a*"),
            Repeat("a***"),
            "[a](" + Repeat("(")[4..],
            string.Concat(Enumerable.Repeat("[a](", 400)) + new string('b', 2400),
            Repeat("[")[..2000] + Repeat("[a](b)")[..2000],
            Repeat("*\ud83d"),
            Repeat("**\ude00**"),
            Repeat("\u0000*a*"),
            Repeat("[a](http://x.y/%"),
            Repeat("a_a"),
            Repeat("__a__ _")
        );

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Bombs_are_small_and_no_work(string body)
    {
        MessageMarkup.Parse(body);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var content = MessageMarkup.Parse(body, out var work);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        // What is looked at when the budget runs out is looked at to its end.
        Assert.InRange(work, 0, (WorkBudget.PerCharacter + 1) * body.Length + 1);
        Assert.InRange(allocated, 0, 160 * body.Length);
        if (content is null)
            return;
        Assert.True(content.Json.Length < 64 * 1024, $"The content has {content.Json.Length} bytes.");
        var nodes = Nodes(JsonNode.Parse(content.Json.Span)!.AsArray()).Count();
        Assert.InRange(nodes, 1, MessageMarkup.NodesMax);
    }

    [Fact]
    public void Whatever_is_written_is_valid_json_of_known_nodes()
    {
        const string alphabet = "ab *_~`[]()<>!#-+.1\n\\:/@&;\"'=\t\u0301\u202E\u200F\uD83D\uDE00\u00AD|{}$%^";
        string[] known = ["p", "quote", "list", "code", "rule", "text", "strong", "em", "del", "link", "br"];
        var chance = new Random(5);
        var withMarkup = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var body = string.Create(chance.Next(1, 60), chance, (span, random) =>
            {
                for (var c = 0; c < span.Length; c++)
                    span[c] = alphabet[random.Next(alphabet.Length)];
            });
            if (Content(body) is not { } content)
                continue;
            withMarkup++;
            Assert.All(Nodes(content), node => Assert.Contains((string)node["t"]!, known));
        }
        Assert.InRange(withMarkup, 5_000, 20_000);
    }

    private static string BesideThis(string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, name);

    private static string Repeat(string part) =>
        new StringBuilder().Insert(0, part, ChatLimits.BodyMax / part.Length).ToString();

    private static void AssertContent(string expected, string body) =>
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(expected), Content(body)),
            $"It is {Content(body)?.ToJsonString()}"
        );

    private static JsonArray? Content(string body) =>
        MessageMarkup.Parse(body) is { } content ? JsonNode.Parse(content.Json.Span)!.AsArray() : null;

    private static IEnumerable<JsonObject> Nodes(JsonNode? node) =>
        node switch
        {
            JsonArray list => list.SelectMany(Nodes),
            JsonObject one => new[] { one }
                .Where(n => n.ContainsKey("t"))
                .Concat(one.SelectMany(member => Nodes(member.Value))),
            _ => [],
        };
}
