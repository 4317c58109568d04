using System.Net.Sockets;
using System.Text;
using Academy.Accounts;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Requests;

/// <summary>The largest and smallest numbers, and those beyond, wherever a request has a number.</summary>
[Collection(OnSharedServer.Name)]
public sealed class ExtremeNumberTests(SharedServer shared)
{
    private const string Largest = "9223372036854775807",
        Beyond = "9223372036854775808";

    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task Behind_the_newest_message_is_an_empty_page()
    {
        var (ada, room, message) = await SceneAsync();
        foreach (
            var path in new[]
            {
                $"/messages?after={Largest}",
                "/messages?after=9223372036854775806",
                "/messages?after=1000000&limit=1",
                $"/messages/{message}/thread?after={Largest}",
            }
        )
            Assert.Empty((await ada.GetAsync($"/chat/rooms/{room}{path}")).GetProperty("items").EnumerateArray());
        foreach (var way in new[] { "before", "around", "cursor" })
            Assert.NotEmpty(
                (await ada.GetAsync($"/chat/rooms/{room}/messages?{way}={Largest}"))
                    .GetProperty("items")
                    .EnumerateArray()
            );
    }

    [Theory]
    [InlineData("/messages?after=" + Beyond)]
    [InlineData("/messages?before=" + Beyond)]
    [InlineData("/messages?around=-1")]
    [InlineData("/messages?cursor=99999999999999999999")]
    [InlineData("/messages?limit=2147483648")]
    [InlineData("/messages?limit=" + Beyond)]
    [InlineData("/messages?date=10000-01-01")]
    [InlineData("/messages?date=9999-12-31T23:59:59-14:00")]
    [InlineData("/messages?date=0001-01-01T00:00:00%2B14:00")]
    public async Task A_number_outside_its_range_is_400(string path)
    {
        var (ada, room, _) = await SceneAsync();
        var problem = await ada.GetAsync($"/chat/rooms/{room}{path}", 400);
        Assert.Equal("request.validation", problem.Text("code"));
    }

    [Theory]
    [InlineData(Largest, null)]
    [InlineData("1000000", null)]
    [InlineData("1", null)]
    [InlineData("0", "request.validation")]
    [InlineData("-1", "request.validation")]
    [InlineData(Beyond, "request.validation")]
    [InlineData("1e400", "request.validation")]
    [InlineData("1.5", "request.validation")]
    [InlineData("\"1\"", "request.validation")]
    [InlineData("null", "request.validation")]
    public async Task Reading_on_to_a_number_is_judged_alike_through_both_doors(string seq, string? refusal)
    {
        var (ada, room, _) = await SceneAsync();
        using var body = new StringContent($$"""{"seq":{{seq}}}""", Encoding.UTF8, "application/json");
        await ada.SendAsync(HttpMethod.Put, $"/chat/rooms/{room}/read", body, refusal is null ? 204 : 400);

        await using var hub = await HubClient.Connect(Server.Address, $"access_token={ada.AccessToken}");
        var (id, answer) = hub.NewCall();
        await hub.SendRaw(
            $$"""{"type":1,"invocationId":"{{id}}","target":"MarkRead","arguments":["{{room}}",{{seq}}]}""" + '\u001e'
        );
        if (refusal is null)
            await Within.Time(answer, "the answer");
        else
            Assert.EndsWith(
                refusal,
                (await Assert.ThrowsAsync<InvalidOperationException>(() => Within.Time(answer, "the answer"))).Message,
                StringComparison.Ordinal
            );
    }

    [Theory]
    [InlineData($$"""{"epoch":"e1","seq":{{Largest}}}""")]
    [InlineData($$"""{"epoch":"e1","seq":{{Beyond}}}""")]
    [InlineData("""{"epoch":"e1","seq":1e400}""")]
    [InlineData("""{"epoch":7,"seq":"1"}""")]
    [InlineData("""{"epoch":"\ud800","seq":1}""")]
    [InlineData("[]")]
    [InlineData("1")]
    public async Task A_position_that_is_none_begins_with_a_snapshot(string from)
    {
        var (ada, room, _) = await SceneAsync();
        await using var hub = await HubClient.Connect(Server.Address, $"access_token={ada.AccessToken}");
        var (id, answer) = hub.NewCall();
        await hub.SendRaw(
            $$"""{"type":1,"invocationId":"{{id}}","target":"Subscribe","arguments":["room:{{room}}",{{from}}]}"""
                + '\u001e'
        );
        Assert.Equal("snapshot", (await Within.Time(answer, "the answer")).Text("verdict"));
    }

    [Theory]
    [InlineData(Largest, 200)]
    [InlineData("1", 200)]
    [InlineData("0", 400)]
    [InlineData("-1", 400)]
    [InlineData(Beyond, 400)]
    [InlineData("1e400", 400)]
    public async Task An_admin_s_reading_may_begin_before_any_number(string before, int status)
    {
        var (_, room, _) = await SceneAsync();
        var admin = await Server.SignInAsync(Role.Admin);
        using var body = new StringContent(
            $$"""{"reason":"A complaint","before":{{before}}}""",
            Encoding.UTF8,
            "application/json"
        );
        var page = await admin.SendAsync(HttpMethod.Post, $"/admin/chat/rooms/{room}/readings", body, status);
        if (before == "1")
            Assert.Empty(page.GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData(Largest)]
    [InlineData("99999999999999999999")]
    [InlineData("W/")]
    [InlineData("\"")]
    [InlineData(",,,")]
    public async Task An_odd_tag_is_another_s(string tag)
    {
        var instructor = await Server.SignInAsync(Role.Instructor);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/courses?limit=1");
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        using var answer = await instructor.Http.SendAsync(request);
        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z")]
    public async Task The_first_and_the_last_day_are_days(string date)
    {
        var (ada, room, _) = await SceneAsync();
        await ada.GetAsync($"/chat/rooms/{room}/messages?date={date}");
    }

    [Theory]
    [InlineData(Largest)]
    [InlineData("-9223372036854775808")]
    [InlineData(Beyond)]
    [InlineData("922337203685")]
    [InlineData("253402300800")]
    [InlineData("0")]
    [InlineData("-1")]
    public async Task An_absurd_end_of_a_link_is_a_bad_signature(string expires)
    {
        using var answer = await Server.Http.GetAsync(
            $"/api/v1/files/{Guid.NewGuid()}?expires={expires}&signature={new string('A', 43)}"
        );
        await answer.ShouldBeProblemAsync(403, "chat.link-invalid");
    }

    [Theory]
    [InlineData("9999-12-31T23:59:59Z", 204)]
    [InlineData("9999-12-31T23:59:59.9999999Z", 204)]
    [InlineData("9999-12-31T23:59:59-14:00", 400)]
    [InlineData("0001-01-01T00:00:00Z", 400)]
    [InlineData("0001-01-01T00:00:00+14:00", 400)]
    public async Task A_mute_may_end_whenever_there_is_a_date(string until, int status)
    {
        var (ada, ben) = (await Server.SignInAsync(), await Server.SignInAsync());
        var group = new
        {
            type = "group",
            title = "Mutes",
            memberIds = new[] { ben.Id },
        };
        var room = (await ada.PostAsync("/chat/rooms", group, 201)).Id();
        var member = $"/chat/rooms/{room}/members/{ben.Id}";
        await ada.SendAsync(HttpMethod.Put, $"{member}/mute", new { until }, status);
        await ada.GetAsync($"/chat/rooms/{room}");
        if (status == 204)
            await ben.PostAsync($"/chat/rooms/{room}/messages", new { body = "Hello" }, 403);
    }

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFF")]
    [InlineData("7FFFFFFFFFFFFFFF")]
    [InlineData("8000000000000000")]
    [InlineData("10000000000000000")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("-1")]
    public async Task A_chunk_of_an_impossible_size_is_the_sender_s_fault(string size)
    {
        var (ada, room, _) = await SceneAsync();
        foreach (
            var path in new[] { "/auth/login", "/courses", $"/chat/rooms/{room}/messages", Upload(room), "/nowhere" }
        )
        {
            var answer = await SendChunkAsync(
                path,
                path == Upload(room) ? "text/plain" : "application/json",
                size,
                ada
            );
            var status = int.Parse(answer.Split(' ')[1]);
            Assert.True(status is >= 400 and < 500, $"{path}: {answer}");
        }
    }

    [Theory]
    [InlineData("bytes=9223372036854775807-", 416)]
    [InlineData("bytes=0-9223372036854775807", 206)]
    [InlineData("bytes=-9223372036854775807", 206)]
    [InlineData("bytes=99999999999999999999-", 200)]
    public async Task A_range_of_a_file_may_be_any(string range, int status)
    {
        var (ada, room, _) = await SceneAsync();
        using var content = new StringContent("one");
        using var uploaded = await ada.Http.PostAsync("/api/v1" + Upload(room), content);
        var file = (await uploaded.ShouldBeAsync(201)).Id();
        var url = (await ada.GetAsync($"/chat/rooms/{room}/attachments/{file}")).Text("url");
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Range", range);
        using var answer = await Server.Http.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    private static string Upload(Guid room) => $"/chat/rooms/{room}/attachments?name=a.txt";

    private async Task<string> SendChunkAsync(string path, string type, string size, Person person)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Server.Address.Host, Server.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /api/v1{path} HTTP/1.1\r\nHost: {Server.Address.Authority}\r\n"
                    + $"Authorization: Bearer {person.AccessToken}\r\nContent-Type: {type}\r\n"
                    + $"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n{size}\r\n{{}}\r\n0\r\n\r\n"
            )
        );
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync() ?? "nothing";
    }

    private async Task<(Person Ada, Guid Room, Guid Message)> SceneAsync()
    {
        var ada = await Server.SignInAsync();
        var room = (await ada.PostAsync("/chat/rooms", new { type = "group", title = "Numbers" }, 201)).Id();
        var message = Guid.Empty;
        for (var i = 0; i < 3; i++)
            message = (await ada.PostAsync($"/chat/rooms/{room}/messages", new { body = $"{i}" }, 201)).Id();
        return (ada, room, message);
    }
}
