using System.Text;
using Academy.Testing;
using static Academy.Journal.Tests.RunningJournal;

namespace Academy.Journal.Tests;

public sealed class InvalidAppendTests
{
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["no JSON"] = "{",
        ["nothing"] = "",
        ["NUL"] = "{\"a\":\"x\\u0000\"}",
        ["NUL behind an escaped backslash"] = "{\"a\":\"\\\\\\u0000\"}",
        ["high surrogate alone"] = "{\"a\":\"\\ud800\"}",
        ["high surrogate twice"] = "{\"a\":\"\\uD83D\\uD83D\"}",
        ["low surrogate alone"] = "{\"a\":\"\\udc00\"}",
        ["raw control character"] = "{\"a\":\"\u0001\"}",
        ["number beyond numeric"] = "{\"a\":1e400000}",
        ["deeper than the server's stack"] = new string('[', 100_000) + new string(']', 100_000),
        ["too large"] = $"{{\"a\":\"{new string('x', 600_000)}\"}}",
    };

    private static readonly string[] Accepted =
    [
        "{\"a\":\"\\\\u0000 is only a backslash and letters\"}",
        "{\"a\":\"\\uD83D\\uDE00\"}",
        "{\"a\":\"😀\"}",
        "null",
        "{\"a\":\"\\\"\\u0041\"}",
    ];

    [Fact]
    public async Task What_jsonb_cannot_hold_is_refused_in_one_line_and_leaves_nothing()
    {
        await using var running = await StartAsync();
        foreach (var (why, json) in Refused)
        {
            var error = await Record.ExceptionAsync(async () => await running.Journal.AppendAsync(Json(json)));
            Assert.True(error is InvalidAppendException && !error.Message.Contains('\n'), $"{why}: {error}");
        }
        Assert.Equal(0, await running.CountAsync("select count(*) from events"));
        Assert.Equal(AppendVerdict.Committed, (await running.Journal.AppendAsync(Note("s", 0))).Verdict);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        await using var running = await StartAsync();
        byte[] notUtf8 = [(byte)'"', 0xff, (byte)'"'];
        await Assert.ThrowsAsync<InvalidAppendException>(async () => await running.Journal.AppendAsync(Json(notUtf8)));
    }

    [Fact]
    public async Task What_only_looks_alike_is_accepted()
    {
        await using var running = await StartAsync();
        foreach (var (seq, json) in Accepted.Index())
            Assert.Equal(AppendVerdict.Committed, (await running.Journal.AppendAsync(Json(json, seq))).Verdict);
    }

    [Fact]
    public async Task Names_that_text_cannot_hold_are_refused()
    {
        await using var running = await StartAsync();
        // Not inline data: an attribute cannot carry half a surrogate pair.
        foreach (var name in (string[])["", "a\0b", "lone \ud800 surrogate", "\udc00", "\ud800\ud800\udc00"])
        {
            foreach (var append in (Append[])[Note(name, 0), Note("s", 0, commandId: name), Note("s", 0, actor: name)])
                await Assert.ThrowsAsync<InvalidAppendException>(async () => await running.Journal.AppendAsync(append));
        }
        Assert.Equal(
            AppendVerdict.Committed,
            (await running.Journal.AppendAsync(Note("pair \ud83d\ude00", 0))).Verdict
        );
    }

    [Fact]
    public async Task The_longest_names_together_still_fit_into_an_index_row()
    {
        await using var running = await StartAsync();
        // Hardly compressible, or PostgreSQL would make them fit by itself.
        string Name(int seed) =>
            string.Concat(Enumerable.Range(0, 400).Select(i => (char)('!' + new Random(seed * 1_000 + i).Next(90))));
        var longest = Note(Name(1), 0, commandId: Name(2), actor: Name(3));
        Assert.Equal(AppendVerdict.Committed, (await running.Journal.AppendAsync(longest)).Verdict);
        await Assert.ThrowsAsync<InvalidAppendException>(async () =>
            await running.Journal.AppendAsync(Note(Name(1) + "x", 0))
        );
    }

    [Fact]
    public async Task A_read_model_that_refuses_text_fails_that_append_alone()
    {
        await using var running = await StartAsync(configure: o => o.Writers = 1);
        var results = await Task.WhenAll(
                Enumerable
                    .Range(0, 20)
                    .Select(async i =>
                    {
                        var body = i switch
                        {
                            5 => "nul \0",
                            6 => "lone \ud800",
                            _ => "fine",
                        };
                        var append = new Append
                        {
                            Stream = $"s:{i}",
                            ExpectedSeq = 0,
                            Actor = "t",
                            At = At,
                            Events = [new(NoteTaken.Type, 1, "{\"body\":\"fine\"}"u8.ToArray(), new NoteTaken(body))],
                        };
                        try
                        {
                            return (await running.Journal.AppendAsync(append)).Verdict.ToString();
                        }
                        catch (InvalidAppendException)
                        {
                            return "invalid";
                        }
                    })
            )
            .WaitAsync(Within.Limit);
        Assert.Equal([5, 6], results.Index().Where(r => r.Item == "invalid").Select(r => r.Index));
        Assert.Equal(18, await running.CountAsync("select count(*) from events"));
    }

    private static Append Json(string json, long expected = 0) => Json(Encoding.UTF8.GetBytes(json), expected);

    private static Append Json(byte[] json, long expected = 0) =>
        new()
        {
            Stream = "s",
            ExpectedSeq = expected,
            Actor = "t",
            At = At,
            Events = [new("test.other", 1, json, new object())],
        };
}
