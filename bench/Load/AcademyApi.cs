using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Academy.Load;

/// <param name="Token">The access token.</param>
internal sealed record Learner(string Id, string Token, string Enrollment);

/// <param name="Modules">Ids, in order.</param>
internal sealed record PreparedCourse(string Id, string[] Modules, Learner[] Learners);

/// <summary>Fills an academy through its public API, as its users would.</summary>
internal sealed class AcademyApi(Uri server)
{
    private const string Password = "load-driver-1";

    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 32 })
    {
        BaseAddress = server,
        Timeout = TimeSpan.FromSeconds(60),
    };

    public async Task<PreparedCourse> Prepare(int modules, int learners)
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        var instructor = await Post(
            "auth/login",
            null,
            new { email = "instructor@academy.test", password = "academy-demo-1" }
        );
        var token = Text(instructor, "accessToken");
        var course = Text(
            await Post(
                "courses",
                token,
                new
                {
                    title = $"Load {run}",
                    description = "For the load driver.",
                    category = "Load",
                    level = "beginner",
                }
            ),
            "id"
        );
        var ids = new string[modules];
        for (var i = 0; i < modules; i++)
            ids[i] = Text(await Post($"courses/{course}/modules", token, new { title = $"Module {i + 1}" }), "id");
        await Post($"courses/{course}/publish", token, null);

        var prepared = new Learner[learners];
        await Parallel.ForAsync(0, learners, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) =>
        {
            var signedIn = await Post(
                "auth/register",
                null,
                new
                {
                    email = $"learner-{run}-{i}@load.test",
                    password = Password,
                    displayName = $"Learner {i}",
                }
            );
            var access = Text(signedIn, "accessToken");
            var enrollment = await Post($"courses/{course}/enroll", access, null);
            prepared[i] = new(Text(signedIn.GetProperty("user"), "id"), access, Text(enrollment, "id"));
        });
        return new(course, ids, prepared);
    }

    /// <summary>A group of these, made by the first; its id.</summary>
    public async Task<string> PrepareRoom(string title, IReadOnlyList<Learner> members)
    {
        const int AddedAtOnce = 200;
        var owner = members[0].Token;
        var room = Text(
            await Post(
                "chat/rooms",
                owner,
                new
                {
                    type = "group",
                    title,
                    memberIds = Array.Empty<string>(),
                }
            ),
            "id"
        );
        foreach (var some in members.Skip(1).Chunk(AddedAtOnce))
            await Post($"chat/rooms/{room}/members", owner, new { userIds = some.Select(member => member.Id) });
        return room;
    }

    private async Task<JsonElement> Post(string path, string? token, object? body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/v1/{path}");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"POST {path} answered {(int)response.StatusCode}: {text}");
        return text.Length > 0 ? JsonDocument.Parse(text).RootElement : default;
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
