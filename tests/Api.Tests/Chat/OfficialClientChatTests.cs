using System.Text.Json;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Chat;

/// <summary>
/// What two people see with <c>@microsoft/signalr</c> on Node; the script is tests/Api.Tests/node/chat.mjs.
/// </summary>
[Collection(OnSharedServer.Name)]
public sealed class OfficialClientChatTests(SharedServer shared)
{
    [Fact]
    public async Task Two_people_write_edit_react_mention_drop_off_resume_and_part()
    {
        var (ada, ben) = (await shared.Server.SignInAsync(), await shared.Server.SignInAsync());
        var seen = await Oracle.AskAsync(
            "chat.mjs",
            new
            {
                server = shared.Server.Address,
                ada = new { id = ada.Id, token = ada.AccessToken },
                ben = new
                {
                    id = ben.Id,
                    token = ben.AccessToken,
                    name = (await ben.GetAsync("/me")).Text("displayName"),
                },
            }
        );
        Assert.Equal(201, seen.Number("created"));
        Assert.Equal("snapshot", seen.GetProperty("joined").Text("verdict"));
        Assert.Equal("snapshot", seen.Text("bensOwn"));

        // One message, whichever road its command came by.
        var roads = seen.GetProperty("roads");
        var (hello, again) = (roads.GetProperty("byHub"), roads.GetProperty("byRest").GetProperty("body"));
        Assert.Equal(201, roads.GetProperty("repeated").Number("status"));
        Assert.Equal(hello.ToString(), roads.GetProperty("repeated").GetProperty("body").ToString());
        Assert.Equal(again.ToString(), roads.GetProperty("repeatedByHub").ToString());
        Assert.Equal("request.key-reused", seen.Text("otherWords"));
        Assert.Equal("Hello **Ben**", seen.GetProperty("hello").GetProperty("data").Text("body"));
        Assert.Equal("p", seen.GetProperty("hello").GetProperty("data").GetProperty("content")[0].Text("t"));

        Assert.Equal(hello.Id(), seen.GetProperty("answer").GetProperty("data").Id("replyTo"));
        Assert.Equal((hello.Id(), "Hello _Ben_"), (Data("edited").Id(), Data("edited").Text("body")));
        Assert.Equal(
            (hello.Id(), "👍", ben.Id),
            (Data("reacted").Id(), Data("reacted").Text("emoji"), Data("reacted").Id("userId"))
        );
        Assert.Equal(204, seen.Number("reactedByRest"));
        Assert.Equal((seen.Text("room"), ada.Id), (Data("mentioned").Text("roomId"), Data("mentioned").Id("senderId")));
        Assert.Equal(204, seen.Number("deleted"));
        Assert.Equal(again.Id(), Data("deletedEvent").Id());

        string[] refusals = ["chat.body-length", "chat.text-invalid", "request.validation"];
        Assert.All(seen.GetProperty("notTaken").EnumerateArray(), e =>
            Assert.Contains(refusals, code => e.GetString()!.Contains(code, StringComparison.Ordinal))
        );

        // From joining to dropping off, and from there on: one unbroken line of numbers.
        var resumed = seen.GetProperty("resumed");
        Assert.Equal("resumed", resumed.Text("verdict"));
        var missed = resumed.GetProperty("events").EnumerateArray().ToArray();
        Assert.Equal(["one", "two", "three"], missed.Select(e => e.GetProperty("data").Text("body")));
        var numbers = seen.GetProperty("bensEvents")
            .EnumerateArray()
            .Concat(missed)
            .Select(e => e.GetProperty("seq").GetInt64())
            .ToArray();
        var first = seen.GetProperty("joined").GetProperty("seq").GetInt64() + 1;
        Assert.Equal(Enumerable.Range(0, numbers.Length).Select(i => first + i), numbers);

        // Removed is gone.
        Assert.Equal(204, seen.Number("removed"));
        Assert.Equal("stream.access-changed", seen.GetProperty("ended").Text("reason"));
        Assert.Contains("chat.room-not-found", seen.Text("refused"), StringComparison.Ordinal);
        Assert.Equal(
            ("refused", "stream.not-allowed"),
            (seen.GetProperty("refusedAgain").Text("verdict"), seen.GetProperty("refusedAgain").Text("reason"))
        );
        Assert.Equal(0, seen.Number("afterEnd"));
        Assert.Equal(0, seen.Number("bensRooms"));

        // The history says the same: each message once, the deleted one without its words.
        var history = seen.GetProperty("history").EnumerateArray().Reverse().ToArray();
        string?[] bodies =
        [
            "Hello _Ben_",
            null,
            "Yes?",
            $"@{Name(history)}: look here",
            null,
            "one",
            "two",
            "three",
            "He is gone",
        ];
        Assert.Equal(bodies, history.Select(m => m.GetProperty("body").GetString()));
        Assert.Equal(
            ["🎉", "👍"],
            history[0]
                .GetProperty("reactions")
                .EnumerateArray()
                .Select(r => r.Text("emoji"))
                .Order(StringComparer.Ordinal)
        );

        JsonElement Data(string name) => seen.GetProperty(name).GetProperty("data");
    }

    private static string Name(JsonElement[] history) => history[3].GetProperty("mentions")[0].Text("name");
}
