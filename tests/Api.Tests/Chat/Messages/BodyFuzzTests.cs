using System.Text;
using System.Text.Json;
using Academy.Api.Tests.Surroundings;
using Xunit.Abstractions;

namespace Academy.Api.Tests.Chat.Messages;

/// <summary>
/// Whatever is posted: nothing crashes, it is stored as it was written or refused, and no script runs.
/// </summary>
[Collection(OnSharedServer.Name)]
[Trait(Tier.Name, Tier.Slow)]
public sealed class BodyFuzzTests(SharedServer shared, ITestOutputHelper output)
{
    private static readonly string[] Refusals = ["request.validation", "chat.body-length", "chat.text-invalid"];

    [Fact]
    public async Task Whatever_is_posted_is_shown_as_it_was_written_and_runs_nothing()
    {
        var (ada, ben) = (await shared.Server.SignInAsync(), await shared.Server.SignInAsync());
        var room = (
            await ada.PostAsync("/chat/rooms", new { type = "direct", memberIds = new[] { ben.Id } }, 201)
        ).Id();
        var written = new Dictionary<long, string>();
        var refused = 0;
        foreach (var body in HostileBodies.All(seed: 20))
        {
            using var answer = await PostAsync(ada, room, body);
            var json = await ShouldBeInContractAsync(answer, body);
            if (json.TryGetProperty("seq", out var seq))
                written.Add(seq.GetInt64(), body.Trim());
            else
                refused++;
        }
        output.WriteLine($"{written.Count} taken, {refused} refused");
        Assert.InRange(refused, 10, 300);

        var shown = new List<JsonElement>();
        var cursor = "";
        while (cursor is not null)
        {
            var page = await ben.GetAsync($"/chat/rooms/{room}/messages?limit=200{cursor}");
            shown.AddRange(page.Items());
            cursor = page.GetProperty("nextCursor").GetString() is { } next ? $"&before={next}" : null;
        }
        Assert.Equal(written.Count, shown.Count);
        Assert.All(shown, m => Assert.Equal(written[m.GetProperty("seq").GetInt64()], m.Text("body")));

        var verdict = await Oracle.AskAsync(
            "markup.mjs",
            shown.Select(m => new
            {
                body = m.Text("body"),
                content = m.TryGetProperty("content", out var content) ? content : default(JsonElement?),
            })
        );
        Assert.Equal("[]", verdict.GetProperty("dirty").ToString());
        Assert.Equal((shown.Count, 0), (verdict.Number("rendered"), verdict.Number("alarms")));
        // The oracle is awake: as HTML the same bodies would have done harm, and many had markup.
        Assert.True(
            verdict.Number("bareDirty") > 100 && verdict.Number("bareAlarms") > 5 && verdict.Number("withMarkup") > 100,
            verdict.ToString()
        );
    }

    [Theory]
    [InlineData("\\ud83d")]
    [InlineData("a\\ude00b")]
    [InlineData("\\ude00\\ud83d")]
    [InlineData("\\u0000")]
    public async Task What_is_not_Unicode_is_refused(string escaped)
    {
        var (ada, ben) = (await shared.Server.SignInAsync(), await shared.Server.SignInAsync());
        var room = (
            await ada.PostAsync("/chat/rooms", new { type = "direct", memberIds = new[] { ben.Id } }, 201)
        ).Id();
        using var content = new StringContent($$"""{"body":"{{escaped}}"}""", Encoding.UTF8, "application/json");
        using var answer = await ada.Http.SendJsonAsync(
            HttpMethod.Post,
            $"/api/v1/chat/rooms/{room}/messages",
            content
        );
        await answer.ShouldBeProblemAsync(400, "request.validation");
    }

    /// <summary>With escapes for everything, so that half a surrogate pair arrives as such.</summary>
    private static async Task<HttpResponseMessage> PostAsync(Person person, Guid room, string body)
    {
        var json = new StringBuilder("{\"body\":\"");
        foreach (var c in body)
            json.Append($"\\u{(int)c:x4}");
        using var content = new StringContent(json.Append("\"}").ToString(), Encoding.UTF8, "application/json");
        return await person.Http.SendJsonAsync(HttpMethod.Post, $"/api/v1/chat/rooms/{room}/messages", content);
    }

    private static async Task<JsonElement> ShouldBeInContractAsync(HttpResponseMessage answer, string body)
    {
        var status = (int)answer.StatusCode;
        Assert.True(status is 201 or 400, $"{status} for {JsonSerializer.Serialize(body)}");
        var json = await answer.ShouldBeAsync(status);
        if (status == 400)
            Assert.Contains(json.Text("code"), Refusals);
        return json;
    }
}
