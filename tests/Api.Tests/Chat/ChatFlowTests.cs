using System.Globalization;
using System.Net;
using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Chat;

/// <summary>Chat over HTTP, from a room's making to its export.</summary>
[Collection(OnSharedServer.Name)]
public sealed class ChatFlowTests(SharedServer shared)
{
    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task Two_people_have_one_room_whoever_opens_it()
    {
        var (ada, ben) = (await Server.SignInAsync(), await Server.SignInAsync());
        var room = await ada.PostAsync("/chat/rooms", new { type = "direct", memberIds = new[] { ben.Id } }, 201);
        var again = await ben.PostAsync("/chat/rooms", new { type = "direct", memberIds = new[] { ada.Id } }, 200);
        Assert.Equal((room.Id(), "direct", 2), (again.Id(), again.Text("type"), again.Number("memberCount")));
        await SayAsync(ada, room.Id(), "Hello");

        var listed = (await ben.GetAsync("/chat/rooms")).Items().Single();
        Assert.Equal(
            (room.Id(), ada.Id, 1),
            (listed.Id(), listed.GetProperty("other").Id("userId"), listed.Number("unread"))
        );
        Assert.Equal("Hello", listed.GetProperty("lastMessage").Text("body"));
        await ben.SendAsync(HttpMethod.Put, $"/chat/rooms/{room.Id()}/read", new { seq = listed.Number("seq") }, 204);
        var read = await ben.GetAsync($"/chat/rooms/{room.Id()}");
        Assert.Equal(0, read.Number("slowModeSeconds"));
        await Within.Holds(
            async () => (await ben.GetAsync("/chat/rooms")).Items().Single().Number("unread") == 0,
            "the reading to count"
        );
    }

    [Fact]
    public async Task A_create_that_is_repeated_with_its_key_is_one_group()
    {
        var ada = await Server.SignInAsync();
        var first = await ada.PostAsync("/chat/rooms", new { type = "group", title = "Once" }, 201, "create-1");
        var second = await ada.PostAsync("/chat/rooms", new { type = "group", title = "Once" }, 201, "create-1");
        Assert.Equal(first.ToString(), second.ToString());
        await ada.PostAsync("/chat/rooms", new { type = "group", title = "Twice" }, 422, "create-1");
        Assert.Single((await ada.GetAsync("/chat/rooms")).Items());
    }

    [Fact]
    public async Task A_history_is_read_both_ways_and_from_anywhere()
    {
        var (room, ada, ben) = await GroupAsync();
        var seqs = new List<long>();
        for (var i = 0; i < 10; i++)
            seqs.Add((await SayAsync(ada, room, $"Message {i}")).GetProperty("seq").GetInt64());
        Assert.Equal([9, 8, 7], Numbers(await HistoryAsync("limit=3")));
        var page = await HistoryAsync($"before={seqs[7]}&limit=3");
        Assert.Equal([6, 5, 4], Numbers(page));
        Assert.True(page.GetProperty("hasNewer").GetBoolean());
        Assert.Equal([3, 2, 1, 0], Numbers(await HistoryAsync($"before={page.Text("nextCursor")}&limit=10")));
        Assert.Equal([4, 3, 2], Numbers(await HistoryAsync($"after={seqs[1]}&limit=3")));
        Assert.Contains(5, Numbers(await HistoryAsync($"around={seqs[5]}&limit=3")));
        Assert.Contains(0, Numbers(await HistoryAsync($"date={DateTime.UtcNow:yyyy-MM-dd}&limit=3")));
        await ben.SendAsync(HttpMethod.Put, $"/chat/rooms/{room}/read", new { seq = seqs[3] }, 204);
        await Within.Holds(
            async () => Numbers(await HistoryAsync("unread=true&limit=3")).Contains(4),
            "the first unread message"
        );
        foreach (var wrong in new[] { "before=x", "before=1&after=2", "date=yesterday", "limit=0", "unread=perhaps" })
            await ben.GetAsync($"/chat/rooms/{room}/messages?{wrong}", 400);

        Task<JsonElement> HistoryAsync(string query) => ben.GetAsync($"/chat/rooms/{room}/messages?{query}");
        IEnumerable<int> Numbers(JsonElement history) =>
            history.Items().Select(m => int.Parse(m.Text("body").Split(' ')[1], CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Threads_reactions_pins_and_edits_show_in_the_history()
    {
        var (room, ada, ben) = await GroupAsync();
        var root = (await SayAsync(ada, room, "Question")).Id();
        var answer = await ben.PostAsync($"/chat/rooms/{room}/messages", new { body = "Answer", replyTo = root }, 201);
        var path = $"/chat/rooms/{room}/messages/{root}";
        Assert.Equal([answer.Id()], (await ada.GetAsync($"{path}/thread")).Items().Select(m => m.Id()));
        await ben.SendAsync(HttpMethod.Put, $"{path}/reactions/{Uri.EscapeDataString("👍")}", null, 204);
        await ben.SendAsync(HttpMethod.Put, $"{path}/reactions/nothing", null, 400);
        await ben.SendAsync(HttpMethod.Put, $"{path}/pin", null, 403);
        await ada.SendAsync(HttpMethod.Put, $"{path}/pin", null, 204);
        await ada.PatchAsync(path, new { body = "The question" });

        var shown = (await ben.GetAsync($"/chat/rooms/{room}/messages")).Items().Single(m => m.Id() == root);
        Assert.Equal(("The question", 1), (shown.Text("body"), shown.Number("replyCount")));
        Assert.Equal(
            ("👍", 1),
            (shown.GetProperty("reactions")[0].Text("emoji"), shown.GetProperty("reactions")[0].Number("count"))
        );
        Assert.True(shown.TryGetProperty("editedAt", out _));
        Assert.Equal(root, (await ben.GetAsync($"/chat/rooms/{room}")).GetProperty("pins")[0].GetGuid());
        Assert.Equal(2, (await ada.GetAsync($"{path}/seen-by")).Number("memberCount"));
        await ada.GetAsync($"/chat/rooms/{room}/messages/{Guid.NewGuid()}/thread", 404);
    }

    [Fact]
    public async Task Who_writes_too_soon_in_slow_mode_is_told_when_again()
    {
        var (room, ada, ben) = await GroupAsync();
        await ada.PatchAsync($"/chat/rooms/{room}", new { slowModeSeconds = 60 });
        await SayAsync(ben, room, "One");
        using var refused = await ben.Http.SendJsonAsync(
            HttpMethod.Post,
            $"/api/v1/chat/rooms/{room}/messages",
            new { body = "Two" }
        );
        await refused.ShouldBeProblemAsync(429, "chat.slow-mode");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        await SayAsync(ada, room, "Moderators write on");
    }

    [Fact]
    public async Task An_admin_reads_only_what_is_recorded_and_its_members_see_that_he_did()
    {
        var (room, ada, ben) = await GroupAsync();
        var admin = await Server.SignInAsync(Role.Admin);
        for (var i = 0; i < 5; i++)
            await SayAsync(ada, room, $"Message {i}");
        await admin.GetAsync($"/chat/rooms/{room}/messages", 404);
        await admin.PostAsync($"/admin/chat/rooms/{room}/readings", new { reason = " " }, 400);
        Assert.Empty((await ben.GetAsync("/chat/privacy")).Items());

        var page = await admin.PostAsync(
            $"/admin/chat/rooms/{room}/readings",
            new { reason = "A complaint", limit = 3 },
            200
        );
        Assert.Equal(["Message 4", "Message 3", "Message 2"], page.Items().Select(m => m.Text("body")));
        var older = await admin.PostAsync(
            $"/admin/chat/rooms/{room}/readings",
            new
            {
                reason = "A complaint",
                limit = 3,
                before = long.Parse(page.Text("nextCursor"), CultureInfo.InvariantCulture),
            },
            200
        );
        Assert.Equal(["Message 1", "Message 0"], older.Items().Select(m => m.Text("body")));
        using var export = await admin.Http.GetAsync($"/api/v1/chat/rooms/{room}/export?reason=Evidence");
        Assert.Equal(5, (await export.ShouldBeAsync(200)).GetProperty("messages").GetArrayLength());

        var readings = (await ben.GetAsync("/chat/privacy")).Items().ToArray();
        Assert.Equal(["Evidence", "A complaint", "A complaint"], readings.Select(r => r.Text("reason")));
        Assert.All(readings, r => Assert.Equal((room, admin.Id), (r.Id("roomId"), r.Id("adminId"))));
        var recorded = page.Items().Select(m => m.GetProperty("seq").GetInt64()).ToArray();
        Assert.True(
            readings[2].GetProperty("fromSeq").GetInt64() <= recorded.Min()
                && readings[2].GetProperty("toSeq").GetInt64() >= recorded.Max()
        );
        Assert.Contains((await admin.GetAsync("/admin/chat/rooms?search=flow")).Items(), r => r.Id() == room);
        Assert.Empty((await (await Server.SignInAsync()).GetAsync("/chat/privacy")).Items());
    }

    [Fact]
    public async Task An_export_says_everything_and_a_spreadsheet_reckons_with_nothing_in_it()
    {
        var (room, ada, ben) = await GroupAsync();
        string[] bodies =
        [
            "=cmd|'/c calc'!A1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\uFF1D1+1",
            "a, \"quoted\"\nand\r\nlines",
            "'=already",
            "plain",
            "=\"x\",1",
            "|x",
            "%0",
        ];
        foreach (var body in bodies)
            await SayAsync(ada, room, body);
        await ben.GetAsync($"/chat/rooms/{room}/export", 403);
        var json = (await ada.GetAsync($"/chat/rooms/{room}/export"))
            .GetProperty("messages")
            .EnumerateArray()
            .ToArray();
        Assert.Equal(bodies, json.Select(m => m.Text("body")));

        using var answer = await ada.Http.GetAsync($"/api/v1/chat/rooms/{room}/export?format=csv");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        var rows = Cells(await answer.Content.ReadAsStringAsync());
        Assert.Equal(bodies.Length + 1, rows.Count);
        var column = Array.IndexOf([.. rows[0]], "body");
        Assert.All(rows.SelectMany(r => r), cell =>
            Assert.False(cell.TrimStart() is ['=' or '+' or '-' or '@' or '|' or '%' or '\uFF1D', ..], cell)
        );
        Assert.Equal(
            bodies,
            rows.Skip(1)
                .Select(r =>
                    r[column] is ['\'', '=' or '+' or '-' or '@' or '|' or '%' or '\uFF1D', ..]
                    && r[column] != "'=already"
                        ? r[column][1..]
                        : r[column]
                )
        );
    }

    [Fact]
    public async Task People_and_words_are_found()
    {
        var (room, ada, ben) = await GroupAsync();
        var word = $"xylophone{ada.Id:N}";
        var message = await SayAsync(ada, room, $"The {word} plays");
        var found = (await ben.GetAsync($"/chat/search?q={word}")).Items().Single();
        Assert.Equal((room, message.Id()), (found.Id("roomId"), found.GetProperty("message").Id()));
        Assert.Empty((await (await Server.SignInAsync()).GetAsync($"/chat/search?q={word}")).Items());
        await SayAsync(ada, room, $"Математика_{ada.Id:N}/физика");
        var russian = await ben.GetAsync($"/chat/search?q={Uri.EscapeDataString($"{ada.Id:N} МАТЕМАТИКА физ")}");
        Assert.StartsWith(
            "Математика",
            russian.Items().Single().GetProperty("message").Text("body"),
            StringComparison.Ordinal
        );
        await ben.GetAsync("/chat/search", 400);
        var name = (await ada.GetAsync("/me")).Text("displayName");
        Assert.Contains((await ben.GetAsync($"/chat/people?search={Uri.EscapeDataString(name)}")).Items(), p =>
            p.Id("userId") == ada.Id
        );
        var stranger = await Server.SignInAsync(Role.Student, new OrganizationId("elsewhere"));
        Assert.DoesNotContain((await stranger.GetAsync("/chat/people")).Items(), p => p.Id("userId") == ada.Id);
    }

    [Fact]
    public async Task Another_organization_is_told_nothing()
    {
        var (room, ada, ben) = await GroupAsync();
        var canary = $"canary{Guid.NewGuid():N}";
        var message = (await SayAsync(ada, room, canary)).Id();
        await ada.PatchAsync($"/chat/rooms/{room}", new { title = canary });
        var stranger = await Server.SignInAsync(Role.Admin, new OrganizationId("elsewhere"));
        string[] paths =
        [
            "",
            "/members",
            "/messages",
            $"/messages/{message}/thread",
            $"/messages/{message}/seen-by",
            "/presence",
            "/export",
            "/export?reason=x",
            "/reports",
            "/bans",
        ];
        var heard = new List<string>();
        foreach (
            var path in paths
                .Select(p => $"/chat/rooms/{room}{p}")
                .Concat([
                    "/chat/rooms",
                    "/chat/people",
                    $"/chat/people?search=Student",
                    $"/chat/search?q={canary}",
                    $"/chat/search?q={canary}&roomId={room}",
                    "/chat/privacy",
                    "/admin/chat/rooms",
                    $"/admin/chat/rooms?search={canary}",
                ])
        )
        {
            using var answer = await stranger.Http.GetAsync($"/api/v1{path}");
            Assert.True((int)answer.StatusCode is 200 or 400 or 404, $"{path}: {answer.StatusCode}");
            heard.Add(await answer.Content.ReadAsStringAsync());
        }
        var (adas, bens) = ((await ada.GetAsync("/me")).Text("displayName"), ben.Id.ToString());
        Assert.All(heard, text =>
            Assert.All([canary, adas, bens, ada.Id.ToString()], word =>
                Assert.DoesNotContain(word, text, StringComparison.Ordinal)
            )
        );
    }

    [Theory]
    [InlineData("""{"type":"group"}""", "title")]
    [InlineData("""{"type":"direct"}""", "memberIds")]
    [InlineData(
        """{"type":"direct","memberIds":["00000000-0000-4000-8000-000000000000","00000000-0000-4000-8000-000000000001"]}""",
        "memberIds"
    )]
    [InlineData("""{"type":"course"}""", "courseId")]
    [InlineData("""{"type":"party","title":"x"}""", "type")]
    [InlineData("""{"type":"group","title":"x","memberIds":"x"}""", "memberIds")]
    [InlineData("""{"type":"group","title":"x","memberIds":[1]}""", "memberIds")]
    [InlineData("""{"type":"group","title":"x","memberIds":["x"]}""", "memberIds")]
    [InlineData("""{"type":"group","title":"a\nb"}""", "title")]
    public async Task A_room_that_cannot_be_is_refused_by_the_field(string body, string field)
    {
        var ada = await Server.SignInAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var refused = await ada.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/chat/rooms", content);
        var problem = await refused.ShouldBeProblemAsync(400, "request.validation");
        Assert.Equal([field], problem.GetProperty("errors").Names());
    }

    private async Task<(Guid Room, Person Ada, Person Ben)> GroupAsync()
    {
        var (ada, ben) = (await Server.SignInAsync(), await Server.SignInAsync());
        return (
            (
                await ada.PostAsync(
                    "/chat/rooms",
                    new
                    {
                        type = "group",
                        title = "Flow",
                        memberIds = new[] { ben.Id },
                    },
                    201
                )
            ).Id(),
            ada,
            ben
        );
    }

    private static Task<JsonElement> SayAsync(Person person, Guid room, string body) =>
        person.PostAsync($"/chat/rooms/{room}/messages", new { body }, 201);

    /// <summary>RFC 4180.</summary>
    private static List<List<string>> Cells(string csv)
    {
        List<List<string>> rows =
        [
            [],
        ];
        var cell = new System.Text.StringBuilder();
        var isQuoted = false;
        for (var i = csv[0] == '\uFEFF' ? 1 : 0; i < csv.Length; i++)
        {
            if (csv[i] == '"' && isQuoted && i + 1 < csv.Length && csv[i + 1] == '"')
                cell.Append(csv[i++]);
            else if (csv[i] == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted && (csv[i] == ',' || csv[i] == '\r'))
            {
                rows[^1].Add(cell.ToString());
                cell.Clear();
                if (csv[i] == '\r' && ++i + 1 < csv.Length)
                    rows.Add([]);
            }
            else
                cell.Append(csv[i]);
        }
        return rows;
    }
}
