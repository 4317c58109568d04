using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Grains.Chat.Messages;
using Academy.Grains.Chat.Moderation;
using static Academy.Grains.Tests.Chat.RoomScenario;

namespace Academy.Grains.Tests.Chat.Messages;

/// <summary>What may be written, who is meant, and how much of it there may be.</summary>
public sealed class MessageTextTests
{
    public static TheoryData<string, string?> Bodies() =>
        new()
        {
            { " \n hi \t", null },
            { "", "chat.body-length" },
            { " \u200B\u2060\u0007 ", "chat.body-length" },
            { new string('x', 4_000) + "  ", null },
            { new string('x', 4_001), "chat.body-length" },
            { "a" + new string('\u0301', 3_999), null },
            { "a\0b", "chat.text-invalid" },
            { "👩‍👩‍👧‍👦 \u202Eevil", null },
        };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_body_is_kept_as_it_is_or_refused(string body, string? code)
    {
        Assert.Equal(code, MessageText.Check(body, mayBeEmpty: false, out var text)?.Code);
        if (code is null)
            Assert.Equal(body.Trim(), text);
    }

    /// <summary>Not as data of a theory, on whose way halves are lost.</summary>
    [Fact]
    public void Half_of_a_pair_is_no_text()
    {
        foreach (var body in new[] { "a\uD83D", "\uDC4Da", "\uDC4D\uD83D", "\uD83Da" })
            Assert.Equal(ChatRefusals.TextInvalid, MessageText.Check(body, mayBeEmpty: false, out _));
    }

    [Theory]
    [
        InlineData("👍", true),
        InlineData("👩‍👩‍👧‍👦", true),
        InlineData("🇩🇪", true),
        InlineData("❤️", true),
        InlineData("1️⃣", true),
        InlineData("‼️", true),
        InlineData("ℹ️", true),
        InlineData("👨🏻‍❤️‍💋‍👨🏿", true)
    ]
    [
        InlineData("", false),
        InlineData("a", false),
        InlineData("👍👍", false),
        InlineData("1", false),
        InlineData(" ", false),
        InlineData("!", false),
        InlineData("%", false)
    ]
    [
        InlineData("<b>", false),
        InlineData(
            "👍\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
            false
        )
    ]
    public void A_reaction_is_one_emoji(string emoji, bool isOne) =>
        Assert.Equal(isOne, MessageText.EmojiOf(emoji) is not null);

    [Fact]
    public void Somebody_is_meant_by_the_longest_name_that_only_one_has()
    {
        var index = new MentionIndex([
            ("Ann", User(1)),
            ("Ann Lee", User(2)),
            ("Bo", User(3)),
            ("bo", User(4)),
            ("Zoë 🚀", User(5)),
        ]);
        Assert.Equal([User(2), User(1)], index.Find("@Ann Lee and @ann, hello", 50));
        Assert.Equal([User(1)], index.Find("@Ann Leeds", 50));
        Assert.Equal([User(5)], index.Find("(@zoë 🚀)", 50));
        Assert.Empty(index.Find("@Bo @Annie mail@Ann @ @@", 50));
        Assert.Equal([User(1)], index.Find("@Ann @Ann Lee", 1));
    }

    [Theory]
    [
        InlineData("你好@José …", "José", true),
        InlineData("你好@Jose\u0301!", "José", true),
        InlineData("@JOSÉ", "Jose\u0301", true),
        InlineData("@上海的人", "上海", true),
        InlineData("@Ｊｏｓé", "José", true),
        InlineData("@Jose", "José", false),
        InlineData("@Jose\u0301phine", "José", false),
        InlineData("@Jos", "Jose\u0301", false),
        InlineData("e@José", "José", false)
    ]
    public void A_name_is_meant_in_every_form_and_script(string text, string name, bool isMeant) =>
        Assert.Equal(isMeant ? [User(1)] : [], new MentionIndex([(name, User(1))]).Find(text, 50));

    [Theory]
    [
        InlineData("お前は馬鹿だ", "馬鹿", true),
        InlineData("คนโง่มาก", "โง่", true),
        InlineData("你真是个BAKA啊", "baka", true),
        InlineData("Voila\u0300 un IDIOTE\u0301", "idioté", true),
        InlineData("ИДИОТ!", "идиот", true),
        InlineData("i\u200Bdiot", "idiot", true),
        InlineData("classic", "ass", false),
        InlineData("идиотский", "идиот", false),
        InlineData("idiote\u0301", "idiote", false),
        InlineData("assass ass", "ass", true),
        InlineData("nothing", "", false)
    ]
    public void A_blocked_word_is_found_in_every_form_and_script(string text, string word, bool isFound) =>
        Assert.Equal(isFound, new WordFilter([word]).Finds(text));

    [Fact]
    public void Who_writes_too_much_waits_and_others_do_not()
    {
        var gate = new MessageRateLimit(burst: 3, perSecond: 2);
        var now = new DateTimeOffset(2026, 11, 20, 20, 0, 0, TimeSpan.Zero);
        Assert.All(Enumerable.Range(0, 3), _ => Assert.Null(gate.Enter(User(1), now)));
        Assert.Equal(TimeSpan.FromSeconds(0.5), gate.Enter(User(1), now));
        Assert.Null(gate.Enter(User(2), now));
        Assert.Null(gate.Enter(User(1), now.AddSeconds(0.5)));
        Assert.NotNull(gate.Enter(User(1), now.AddSeconds(0.6)));
        Assert.All(Enumerable.Range(0, 3), _ => Assert.Null(gate.Enter(User(1), now.AddMinutes(1))));
        Assert.NotNull(gate.Enter(User(1), now.AddMinutes(1)));
    }

    [Fact]
    public void The_same_command_has_the_same_hash_and_another_has_another()
    {
        var command = new PostMessage("Hello", null, [], []);
        string[] hashes =
        [
            command.HashOf(Room),
            command.HashOf(new RoomId(User(1).Value)),
            (command with { Body = "Hello!" }).HashOf(Room),
            (command with { ReplyTo = MessageId.Of(Room, 2) }).HashOf(Room),
            (command with { AttachmentIds = [new(User(1).Value)] }).HashOf(Room),
            (command with { Mentions = [User(1)] }).HashOf(Room),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hashes[0], new PostMessage(" Hello ", null, [], []).HashOf(Room));
    }
}
