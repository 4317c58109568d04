using System.Diagnostics;
using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;
using Academy.Processes.Servers;
using Academy.Testing;
using Microsoft.AspNetCore.WebUtilities;
using Xunit.Abstractions;

namespace Academy.Processes.Fuzz;

/// <summary>
/// Random requests, as the OpenAPI document describes them and nearly so: no 5xx, and every answer as the document
/// says.
/// </summary>
public sealed class RequestFuzzTests(ITestOutputHelper output)
{
    private const int Workers = 6;
    private const int FaultsShown = 12;
    private const int GrowthMax = 200;

    private static readonly string[] Roles =
    [
        "anonymous",
        nameof(Role.Student),
        nameof(Role.Instructor),
        nameof(Role.Admin),
    ];

    private readonly KnownIds known = new();
    private readonly Dictionary<string, string?> tokens = new() { ["anonymous"] = null };
    private readonly SortedDictionary<string, int> statuses = new(StringComparer.Ordinal);
    private readonly List<string> faults = [];

    [Fact]
    public async Task Every_answer_is_as_the_document_says_whatever_is_asked()
    {
        var count = Size.Of(always: 2_000, full: 100_000, "ACADEMY_REQUESTS");
        output.WriteLine($"ACADEMY_SEED={Size.Seed}, {count} requests");
        var database = await TestPostgres.NewDatabaseAsync();
        await PrepareAsync(database);
        await using var server = await AcademyProcess.Start(database, "--Accounts:PasswordIterations=1");
        var contract = Contract.Read();

        await Task.WhenAll(
            Enumerable
                .Range(0, Workers)
                .Select(worker => Task.Run(() => AskAsync(server, contract, worker, count / Workers / 4)))
        );
        var before = server.ResidentMegabytes;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, Workers)
                .Select(worker => Task.Run(() => AskAsync(server, contract, worker + Workers, count / Workers)))
        );

        output.WriteLine(string.Join(", ", statuses.Select(s => $"{s.Key}: {s.Value}")));
        output.WriteLine(
            $"{count / Stopwatch.GetElapsedTime(started).TotalSeconds:0} requests/s; {before} MB, "
                + $"{server.ResidentMegabytes} MB at the end"
        );
        // One of each kind first.
        var shown = faults.DistinctBy(fault => fault.Split('\n')[0]).Concat(faults).Distinct().Take(FaultsShown);
        Assert.True(
            faults.Count == 0,
            $"{faults.Count} faults:\n{string.Join("\n\n", shown)}\n{string.Join('\n', server.Errors.Take(5))}"
        );
        Assert.Empty(server.Errors);
        Assert.False(server.HasExited);
        Assert.True(
            server.ResidentMegabytes - before < GrowthMax,
            $"Memory grew from {before} to {server.ResidentMegabytes} MB."
        );
        Assert.True(
            statuses.Where(s => s.Key.StartsWith('2')).Sum(s => s.Value) > count / 8,
            "Too few requests made sense: the test has tested little."
        );
    }

    private async Task PrepareAsync(string database)
    {
        await using var server = await AcademyServer.StartAsync($"--ConnectionStrings:Academy={database}");
        var instructor = await server.SignInAsync(Role.Instructor);
        var student = await server.SignInAsync();
        var admin = await server.SignInAsync(Role.Admin);
        (tokens[nameof(Role.Instructor)], tokens[nameof(Role.Student)], tokens[nameof(Role.Admin)]) = (
            instructor.AccessToken,
            student.AccessToken,
            admin.AccessToken
        );
        known.Add("stream", $"user:{student.Id}");
        known.Add("offset", "-1");
        known.Add("offset", "now");
        for (var i = 0; i < 3; i++)
        {
            var room = (
                await student.PostAsync(
                    "/chat/rooms",
                    new
                    {
                        type = "group",
                        title = $"Room {i}",
                        memberIds = new[] { instructor.Id },
                    },
                    201
                )
            ).Id();
            known.Add("roomId", $"{room}");
            known.Add("stream", $"room:{room}");
            known.Add("userId", $"{(i == 0 ? instructor.Id : Guid.NewGuid())}");
            for (var message = 0; message < 5; message++)
                known.Add(
                    "messageId",
                    (
                        await student.PostAsync(
                            $"/chat/rooms/{room}/messages",
                            new { body = $"Message **{message}**" },
                            201
                        )
                    )
                        .Id()
                        .ToString()
                );
            var course = await server.CourseAsync(instructor, 0, 0, 2, 0, 1);
            known.Add("courseId", $"{course.Id}");
            known.Add("stream", $"leaderboard:course-{course.Id}");
            known.Add("enrollmentId", $"{await student.EnrollAsync(course)}");
            foreach (var module in course.Modules)
            {
                known.Add("moduleId", $"{module.Id}");
                foreach (var lesson in module.Lessons)
                    known.Add("lessonId", $"{lesson}");
            }
        }
    }

    private async Task AskAsync(AcademyProcess server, Contract contract, int worker, int count)
    {
        var random = new Random(Size.Seed + worker);
        var requests = new Requests(contract, known, random);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        for (var i = 0; i < count; i++)
        {
            var role = Roles[random.Next(Roles.Length)];
            var request = requests.Next(role);
            try
            {
                if (request.ChunkSize is not null)
                {
                    var said = await request.SendRawAsync(server.Address, tokens[role]);
                    Take(
                        request,
                        said is RandomRequest.NoAnswer or (>= 400 and < 500) ? [] : [$"status {said}"],
                        said,
                        ""
                    );
                    continue;
                }
                using var message = request.ToMessage(server.Address, tokens[role]);
                using var answer = await http.SendAsync(message);
                var body = await answer.Content.ReadAsStringAsync();
                var (status, type) = ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType);
                if (answer.Headers.ETag is { } tag)
                    known.Add("etag", tag.ToString());
                Take(
                    request,
                    contract
                        .Faults(
                            request.IsDescribed ? request.Operation : null,
                            status,
                            type,
                            request.Method == "HEAD" ? null : body
                        )
                        .Concat(MisplacedIn(request, status, body)),
                    status,
                    body
                );
                if (status is 200 or 201 && type == "application/json" && request.IsDescribed && body.Length > 0)
                    known.Harvest(request.Operation, JsonSerializer.Deserialize<JsonElement>(body));
            }
            catch (Exception e)
            {
                Take(request, [$"no answer: {e.Message} {e.InnerException?.Message}"], 0, "");
            }
        }
    }

    /// <summary>Whether a page has what does not lie where it was asked for: a number that wrapped around.</summary>
    private static IEnumerable<string> MisplacedIn(RandomRequest request, int status, string body)
    {
        if (
            status != 200
            || request.Method != "GET"
            || !request.Operation.Path.EndsWith("/messages", StringComparison.Ordinal)
            || !QueryHelpers.ParseQuery(request.Query).TryGetValue("after", out var asked)
            || !long.TryParse(asked, out var after)
        )
            return [];
        return JsonSerializer
            .Deserialize<JsonElement>(body)
            .GetProperty("items")
            .EnumerateArray()
            .Where(message => message.GetProperty("seq").GetInt64() <= after)
            .Take(1)
            .Select(_ => "a message that is not after the number");
    }

    private void Take(RandomRequest request, IEnumerable<string> found, int status, string body)
    {
        lock (faults)
        {
            statuses[$"{status}"] = statuses.GetValueOrDefault($"{status}") + 1;
            faults.AddRange(
                found.Select(fault => $"{fault}\n  {request}\n  {status} {body[..Math.Min(body.Length, 300)]}")
            );
        }
    }
}
