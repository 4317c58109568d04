using System.Text;
using static Academy.Journal.Tests.RunningJournal;

namespace Academy.Journal.Tests;

public sealed class InvalidAppendTests
{
    public static TheoryData<string, string> Refused => new()
    {
        { "no JSON", "{" },
        { "nothing", "" },
        { "NUL", "{\"a\":\"x\\u0000\"}" },
        { "NUL behind an escaped backslash", "{\"a\":\"\\\\\\u0000\"}" },
        { "high surrogate alone", "{\"a\":\"\\ud800\"}" },
        { "high surrogate twice", "{\"a\":\"\\uD83D\\uD83D\"}" },
        { "low surrogate alone", "{\"a\":\"\\udc00\"}" },
        { "raw control character", "{\"a\":\"\u0001\"}" },
        { "number beyond numeric", "{\"a\":1e400000}" },
        { "deeper than the server's stack", new string('[', 100_000) + new string(']', 100_000) },
        { "too large", $"{{\"a\":\"{new string('x', 300_000)}\"}}" },
    };

    public static TheoryData<string> Accepted =>
    [
        "{\"a\":\"\\\\u0000 is only a backslash and letters\"}", "{\"a\":\"\\uD83D\\uDE00\"}", "{\"a\":\"😀\"}", "null", "{\"a\":\"\\\"\\u0041\"}",
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_jsonb_cannot_hold_is_refused(string why, string json)
    {
        await using var running = await StartAsync();
        var error = await Assert.ThrowsAsync<InvalidAppendException>(async () => await running.Journal.AppendAsync(Json(json)));
        Assert.DoesNotContain('\n', error.Message);
        Assert.True(await running.CountAsync("select count(*) from events") == 0, why);
        Assert.Equal(AppendVerdict.Committed, (await running.Journal.AppendAsync(Note("s", 0))).Verdict);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        await using var running = await StartAsync();
        byte[] notUtf8 = [(byte)'"', 0xff, (byte)'"'];
        await Assert.ThrowsAsync<InvalidAppendException>(async () => await running.Journal.AppendAsync(Json(notUtf8)));
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task What_only_looks_alike_is_accepted(string json)
    {
        await using var running = await StartAsync();
        Assert.Equal(AppendVerdict.Committed, (await running.Journal.AppendAsync(Json(json))).Verdict);
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
        Assert.Equal(AppendVerdict.Committed, (await running.Journal.AppendAsync(Note("pair \ud83d\ude00", 0))).Verdict);
    }

    [Fact]
    public async Task The_longest_names_together_still_fit_into_an_index_row()
    {
        await using var running = await StartAsync();
        // Hardly compressible, or PostgreSQL would make them fit by itself.
        string Name(int seed) => string.Concat(Enumerable.Range(0, 400).Select(i => (char)('!' + new Random(seed * 1_000 + i).Next(90))));
        var longest = Note(Name(1), 0, commandId: Name(2), actor: Name(3));
        Assert.Equal(AppendVerdict.Committed, (await running.Journal.AppendAsync(longest)).Verdict);
        await Assert.ThrowsAsync<InvalidAppendException>(async () => await running.Journal.AppendAsync(Note(Name(1) + "x", 0)));
    }

    [Fact]
    public async Task A_read_model_that_refuses_text_fails_that_append_alone()
    {
        await using var running = await StartAsync(configure: o => o.Writers = 1);
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            var body = i switch { 5 => "nul \0", 6 => "lone \ud800", _ => "fine" };
            var append = new Append
            {
                Stream = $"s:{i}", ExpectedSeq = 0, Actor = "t", At = At,
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
        })).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal([5, 6], results.Index().Where(r => r.Item == "invalid").Select(r => r.Index));
        Assert.Equal(18, await running.CountAsync("select count(*) from events"));
    }

    private static Append Json(string json) => Json(Encoding.UTF8.GetBytes(json));

    private static Append Json(byte[] json) => new()
    {
        Stream = "s", ExpectedSeq = 0, Actor = "t", At = At, Events = [new("test.other", 1, json, new object())],
    };
}
