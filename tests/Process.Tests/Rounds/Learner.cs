using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Academy.Api.Tests.Surroundings;
using Academy.Processes.Clients;

namespace Academy.Processes.Rounds;

/// <summary>
/// Completes one module after the other, and asks again with the same key until he is answered. Writes down every
/// answer, and watches his own stream meanwhile.
/// </summary>
internal sealed class Learner(Person person, Stage stage)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly List<Acknowledgement> acknowledged = [];
    private HttpClient? http;
    private long signedIn = Stopwatch.GetTimestamp();
    private string token = person.AccessToken;
    private Guid enrollment;
    private Queue<Guid> modules = new();
    private Guid? unanswered;

    public Guid Id => person.Id;

    public string Token => token;

    public Watcher? Watcher { get; private set; }

    public StreamView View { get; } = new($"user:{person.Id}");

    public IReadOnlyList<Acknowledgement> Acknowledged => acknowledged;

    public int Left => modules.Count;

    /// <summary>Answers 503, and no answers at all: what was asked again.</summary>
    public int Unavailable { get; private set; }

    public int Unanswered { get; private set; }

    public async Task EnrollAsync(TestCourse course)
    {
        enrollment = (await SendAsync(HttpMethod.Post, $"/courses/{course.Id}/enroll", 201)).Id();
        modules = new(course.Modules.Select(module => module.Id));
    }

    public void Watch() => Watcher = new Watcher(() => stage.Door, () => token, View).Start();

    /// <summary>A new token before the old one expires: rounds may go on for hours.</summary>
    public async Task SignInAgainAsync()
    {
        if (Stopwatch.GetElapsedTime(signedIn) < TimeSpan.FromMinutes(5))
            return;
        token = (await SendAsync(HttpMethod.Post, "/auth/login", 200, new { email = person.Email, password = person.Password })).Text("accessToken");
        signedIn = Stopwatch.GetTimestamp();
    }

    /// <summary>Forgets the connections to a server that may be another now.</summary>
    public void ConnectAnew()
    {
        http?.Dispose();
        http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = TimeSpan.FromSeconds(40) };
    }

    /// <summary>Works until the round is over; the last command may be left without an answer.</summary>
    public async Task WorkAsync(Load load)
    {
        while (!load.IsOver && modules.TryDequeue(out var module))
        {
            unanswered = module;
            if (!await CompleteAsync(module, load))
                return;
        }
    }

    /// <summary>The command of which nobody knows, once more with its key: done now, or done then.</summary>
    public async Task RepeatUnansweredAsync(Load load)
    {
        if (unanswered is { } module)
            Assert.True(await CompleteAsync(module, load), "A living server did not answer.");
    }

    /// <summary>What was answered once is answered so for ever, and changes nothing.</summary>
    public async Task RepeatAnsweredAsync(Random random)
    {
        var (first, answer) = acknowledged[random.Next(acknowledged.Count)] is var one ? (one, one.Answer) : default;
        var again = await SendAsync(HttpMethod.Post, $"/progress/mark-completed/{first.Enrollment}/{first.Module}", 200, key: KeyOf(first.Module));
        Assert.Equal(answer, again.ToString());
    }

    public async Task<JsonElement> SendAsync(HttpMethod method, string path, int status, object? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(stage.Door, $"/api/v1{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = System.Net.Http.Json.JsonContent.Create(body);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await http!.SendAsync(request);
        return await answer.ShouldBeAsync(status);
    }

    private static string KeyOf(Guid module) => $"complete-{module}";

    private async Task<bool> CompleteAsync(Guid module, Load load)
    {
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(
                    HttpMethod.Post, new Uri(stage.Door, $"/api/v1/progress/mark-completed/{enrollment}/{module}"));
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                request.Headers.Add("Idempotency-Key", KeyOf(module));
                using var answer = await http!.SendAsync(request);
                if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                {
                    Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
                    Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero, "503 without Retry-After");
                    Unavailable++;
                }
                else
                {
                    var body = await answer.ShouldBeAsync(200);
                    acknowledged.Add(new(Id, enrollment, module, body.GetProperty("seq").GetInt64(), body.ToString()));
                    unanswered = null;
                    load.Acknowledged();
                    return true;
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
            {
                Unanswered++;
            }
            if (load.IsOver)
                return false;
            await Task.Delay(Pause);
        }
    }
}

/// <summary>A 200 that a learner got.</summary>
internal sealed record Acknowledgement(Guid Learner, Guid Enrollment, Guid Module, long Seq, string Answer);
