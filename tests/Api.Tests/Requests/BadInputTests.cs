using System.Net.Http.Headers;
using System.Text;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Requests;

/// <summary>
/// Every field of every body against every kind of rubbish: refused with a code, by name, and nothing written.
/// </summary>
[Collection(OnSharedServer.Name)]
public sealed class BadInputTests(SharedServer shared)
{
    private const string Deep = """{"a":{"a":{"a":1}}}""";

    private static readonly string Long = $"\"{new string('x', 10_000)}\"";

    /// <summary>What is no text, or no text that may be stored.</summary>
    private static readonly string[] NoText =
    [
        "123",
        "true",
        "[]",
        "{}",
        Deep,
        "null",
        "\"\"",
        "\"\\u0000\"",
        "\"a\\u0000b\"",
        "\"a\\u0007b\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        Long,
    ];

    private static readonly string[] NoId =
    [
        .. NoText,
        "\"abc\"",
        "\"00000000000000000000000000000000\"",
        "\"{00000000-0000-0000-0000-000000000000}\"",
        "\" \"",
    ];

    private static readonly string[] NoChoice = [.. NoText, "\"none of them\"", "\"0\"", "0", "\"beginner,advanced\""];

    private static readonly string[] NoNumber = ["\"1\"", "1.5", "-1", "1e99", "99999999999", "true", "[]", "{}", Long];

    private static readonly string[] NoBoolean = ["\"true\"", "1", "0", "[]", "{}", Long];

    private static readonly Form[] Forms =
    [
        new(
            "POST /auth/register",
            Role.Student,
            """{"email":"new@academy.test","password":"long enough 1","displayName":"New"}""",
            new()
            {
                ["email"] =
                [
                    .. NoText,
                    "\"no address\"",
                    "\"a@b\"",
                    "\"a@b..c\"",
                    "\"a b@c.de\"",
                    "\"@c.de\"",
                    "\"a@-c.de\"",
                    $"\"{new string('x', 65)}@c.de\"",
                ],
                ["password"] = [.. NoText, "\"short\"", $"\"{new string('x', 257)}\""],
                ["displayName"] = [.. NoText, "\"   \"", $"\"{new string('x', 101)}\""],
            }
        ),
        new(
            "POST /auth/login",
            Role.Student,
            """{"email":"new@academy.test","password":"long enough 1"}""",
            new() { ["email"] = NoText, ["password"] = NoText }
        ),
        new("POST /auth/refresh", Role.Student, """{"refreshToken":"x"}""", new() { ["refreshToken"] = NoText }),
        new("POST /auth/logout", Role.Student, """{"refreshToken":"x"}""", new() { ["refreshToken"] = NoText }),
        new(
            "POST /courses",
            Role.Instructor,
            """{"title":"T","description":"D","category":"C","level":"beginner"}""",
            new()
            {
                ["title"] = [.. NoText, "\"a\\nb\""],
                ["description"] = NoText,
                ["category"] = NoText,
                ["level"] = NoChoice,
            }
        ),
        new(
            "POST /courses/{course}/modules",
            Role.Instructor,
            """{"title":"T"}""",
            new()
            {
                ["title"] = NoText,
                ["description"] = Optional(NoText),
                ["order"] = [.. NoNumber, "0", "501"],
            }
        ),
        new(
            "POST /courses/{course}/modules/{module}/lessons",
            Role.Instructor,
            """{"title":"T","kind":"text"}""",
            new()
            {
                ["title"] = NoText,
                ["kind"] = NoChoice,
                ["durationMinutes"] = [.. NoNumber, "1441"],
                ["content"] = [.. Optional(NoText).Where(v => v != Long), $"\"{new string('x', 20_001)}\""],
            }
        ),
        new(
            "POST /progress",
            Role.Student,
            """{"enrollmentId":"{enrollment}","moduleId":"{module}"}""",
            new() { ["enrollmentId"] = NoId, ["moduleId"] = NoId }
        ),
        new(
            "POST /lessons/{lesson}/complete",
            Role.Student,
            """{"enrollmentId":"{enrollment}"}""",
            new() { ["enrollmentId"] = NoId }
        ),
        new(
            "PATCH /progress/{record}",
            Role.Student,
            """{"secondsSpent":1}""",
            new() { ["completed"] = NoBoolean, ["secondsSpent"] = [.. NoNumber, "86401"] }
        ),
    ];

    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task An_id_in_another_spelling_is_the_same_id()
    {
        var (course, learner, _) = await shared.Server.EnrolledAsync(0);
        var id = course.Id.ToString();
        foreach (var spelled in new[] { id, id.ToUpperInvariant() })
            Assert.Equal(id, (await learner.GetAsync($"/courses/{spelled}")).Text("id"));
        foreach (var none in new[] { course.Id.ToString("N"), $"{{{id}}}", $"({id})", id.Replace('0', '０') })
        {
            using var answer = await learner.Http.GetAsync($"/api/v1/courses/{none}");
            await answer.ShouldBeProblemAsync(404, "request.not-found");
        }
    }

    [Fact]
    public async Task A_grain_is_looked_at_by_its_one_name()
    {
        var admin = await shared.Server.SignInAsync(Role.Admin);
        var learner = await shared.Server.SignInAsync();
        var id = learner.Id.ToString();
        Assert.Equal(
            $"academy/account:{id}",
            (await admin.GetAsync($"/ops/grains/account/academy/{id}")).Text("stream")
        );
        foreach (var spelled in new[] { id.ToUpperInvariant(), learner.Id.ToString("N"), $"{{{id}}}", $"%20{id}" })
        {
            using var answer = await admin.Http.GetAsync($"/api/v1/ops/grains/account/academy/{spelled}");
            await answer.ShouldBeProblemAsync(404, "ops.grain-not-found");
        }
        using var board = await admin.Http.GetAsync(
            $"/api/v1/ops/grains/leaderboard/academy/course-{id.ToUpperInvariant()}"
        );
        await board.ShouldBeProblemAsync(404, "ops.grain-not-found");
    }

    [Fact]
    public async Task Every_bad_value_of_every_field_is_refused_by_name_and_nothing_is_written()
    {
        var scene = await SceneAsync();
        var before = await scene.WrittenAsync();
        foreach (var form in Forms)
        {
            foreach (var (field, values) in form.Fields)
            {
                foreach (var value in values)
                {
                    using var answer = await SendAsync(
                        scene,
                        form,
                        Encoding.UTF8.GetBytes(WithField(scene.In(form.Good), field, value))
                    );
                    Assert.True(
                        (int)answer.StatusCode == 400,
                        $"{form.Route} {field} = {Short(value)}: {(int)answer.StatusCode}"
                    );
                    var problem = await answer.ShouldBeProblemAsync(400, "request.validation");
                    Assert.Equal([field], problem.GetProperty("errors").Names());
                }
            }
        }
        Assert.Equal(before, await scene.WrittenAsync());
    }

    [Fact]
    public async Task Every_bad_body_is_refused_with_a_code_and_nothing_is_written()
    {
        var scene = await SceneAsync();
        var before = await scene.WrittenAsync();
        foreach (var form in Forms)
        {
            var good = scene.In(form.Good);
            foreach (var (body, code) in BadBodies(good))
            {
                using var answer = await SendAsync(scene, form, body);
                await answer.ShouldBeProblemAsync(code == "request.too-large" ? 413 : 400, code);
            }
            foreach (
                var type in new[]
                {
                    "text/plain",
                    "application/x-www-form-urlencoded",
                    "application/json; charset=utf-16",
                    null,
                }
            )
            {
                using var answer = await SendAsync(scene, form, Encoding.UTF8.GetBytes(good), type);
                await answer.ShouldBeProblemAsync(415, "request.unsupported-media-type");
            }
        }
        Assert.Equal(before, await scene.WrittenAsync());
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_also_when_it_does_not_say_so_beforehand()
    {
        var scene = await SceneAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/courses");
        request.Content = new ByteArrayContent(new byte[70 * 1024]);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = true;
        using var answer = await scene.Instructor.Http.SendAsync(request);
        await answer.ShouldBeProblemAsync(413, "request.too-large");
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("tab\tinside")]
    public async Task A_key_that_is_none_is_refused(string key) => await RefusedKeyAsync(key);

    [Fact]
    public async Task A_key_that_is_too_long_is_refused() => await RefusedKeyAsync(new string('k', 129));

    [Fact]
    public async Task What_is_good_is_taken()
    {
        var scene = await SceneAsync();
        foreach (var form in Forms.Where(f => !f.Route.Contains("/auth/", StringComparison.Ordinal)))
        {
            using var answer = await SendAsync(scene, form, Encoding.UTF8.GetBytes(scene.In(form.Good)));
            Assert.True(answer.IsSuccessStatusCode, $"{form.Route}: {await answer.Content.ReadAsStringAsync()}");
        }
    }

    private static IEnumerable<(byte[] Body, string Code)> BadBodies(string good)
    {
        const string malformed = "request.malformed-json";
        foreach (
            var text in new[]
            {
                "",
                " ",
                "{",
                "[]",
                "\"x\"",
                "null",
                "42",
                good + "x",
                good[..^1],
                "{'a':1}",
                "{\"a\":NaN}",
                new string('[', 50_000),
                Nested(17),
            }
        )
            yield return (Encoding.UTF8.GetBytes(text), malformed);
        yield return (Encoding.UTF8.GetBytes($"{{{good[1..^1]},{good[1..^1]}}}"), malformed);
        yield return (Encoding.UTF8.GetBytes($"{{\"\\ud800\":1,{good[1..]}"), malformed);
        yield return (Encoding.Latin1.GetBytes($"{{\"name\":\"\u00ff\",{good[1..]}"), malformed);
        yield return (Encoding.Unicode.GetBytes(good), malformed);
        yield return ([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(good)], malformed);
        yield return (
            Encoding.UTF8.GetBytes($"{{\"junk\":\"{new string('x', 65 * 1024)}\",{good[1..]}"),
            "request.too-large"
        );
    }

    private static string Nested(int depth) =>
        string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);

    private static string[] Optional(IEnumerable<string> values) =>
        [.. values.Where(v => v is not "null" and not "\"\"")];

    private static string WithField(string json, string field, string value)
    {
        var members = System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject();
        members.Remove(field);
        var others = members.ToJsonString();
        return others == "{}" ? $"{{\"{field}\":{value}}}" : $"{{\"{field}\":{value},{others[1..]}";
    }

    private static string Short(string value) => value.Length > 40 ? value[..40] + "…" : value;

    private async Task RefusedKeyAsync(string key)
    {
        var scene = await SceneAsync();
        foreach (
            var (method, path, body) in new[]
            {
                (HttpMethod.Post, $"/api/v1/courses/{scene.Course.Id}/publish", null),
                (HttpMethod.Post, "/api/v1/courses", Academies.NewCourse()),
            }
        )
        {
            using var request = new HttpRequestMessage(method, path);
            request.Content = body is null ? null : System.Net.Http.Json.JsonContent.Create(body);
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            using var answer = await scene.Instructor.Http.SendAsync(request);
            // What HTTP itself does not allow in a header, Kestrel refuses before there is a request.
            if (answer.Content.Headers.ContentLength is 0 && (int)answer.StatusCode == 400)
                continue;
            var problem = await answer.ShouldBeProblemAsync(400, "request.validation");
            Assert.Equal(["Idempotency-Key"], problem.GetProperty("errors").Names());
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(
        Scene scene,
        Form form,
        byte[] body,
        string? type = "application/json"
    )
    {
        var parts = form.Route.Split(' ');
        using var request = new HttpRequestMessage(HttpMethod.Parse(parts[0]), "/api/v1" + scene.In(parts[1]));
        request.Content = new ByteArrayContent(body);
        if (type is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await (form.Sender == Role.Instructor ? scene.Instructor : scene.Learner).Http.SendAsync(request);
    }

    private async Task<Scene> SceneAsync()
    {
        var (course, learner, enrollment) = await Server.EnrolledAsync(0, 1);
        var record = await learner.PostAsync(
            "/progress",
            new { enrollmentId = enrollment, moduleId = course.Modules[0].Id },
            201
        );
        return new Scene(Server, course, course.Instructor, learner, enrollment, record.Id());
    }

    /// <param name="Good">A body that is taken.</param>
    /// <param name="Fields">Values that are not, by field.</param>
    private sealed record Form(string Route, Role Sender, string Good, Dictionary<string, string[]> Fields);

    private sealed record Scene(
        AcademyServer Server,
        TestCourse Course,
        Person Instructor,
        Person Learner,
        Guid Enrollment,
        Guid Record
    )
    {
        public string In(string template) =>
            template
                .Replace("{course}", Course.Id.ToString(), StringComparison.Ordinal)
                .Replace("{module}", Course.Modules[0].Id.ToString(), StringComparison.Ordinal)
                .Replace("{lesson}", Course.Modules[1].Lessons[0].ToString(), StringComparison.Ordinal)
                .Replace("{enrollment}", Enrollment.ToString(), StringComparison.Ordinal)
                .Replace("{record}", Record.ToString(), StringComparison.Ordinal);

        /// <summary>Events that people of this scene caused, and accounts: what bad input could have written.</summary>
        public async Task<(long Events, long Accounts)> WrittenAsync()
        {
            // What the scene itself has caused is still being brought to its people's streams.
            Assert.Equal(
                0,
                await JournalText.OutboxAsync(Server.Database, "completed_at is null and dead_at is null", awaited: 0)
            );
            return (
                await JournalText.EventsByAsync(Server.Database, Instructor.Id, Learner.Id),
                await JournalText.AccountsAsync(Server.Database)
            );
        }
    }
}
