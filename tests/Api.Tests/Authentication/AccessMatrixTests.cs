using System.Net;
using System.Text;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Api.Tests.Authentication;

/// <summary>
/// Who may do what: each route against each kind of caller. A route that is not in the table fails, and so does a row
/// whose route is gone.
/// </summary>
[Collection(OnSharedServer.Name)]
public sealed partial class AccessMatrixTests(SharedServer shared)
{
    private const int No = 401,
        Role_ = 403,
        Hidden = 404,
        Ok = 200;

    // Completing a module comes before the rows that give it lessons.
    private static readonly Row[] Table =
    [
        // nobody learner other teacher other admin elsewhere's
        // learner teacher admin
        new(
            "POST /api/v1/progress/mark-completed/{enrollmentId}/{moduleId}",
            [No, Ok, Hidden, Hidden, Hidden, Hidden, Hidden]
        ),
        new("POST /api/v1/auth/register", [Ok, Ok, Ok, Ok, Ok, Ok, Ok], Body: _ => Registration()),
        new("POST /api/v1/auth/login", [Ok, Ok, Ok, Ok, Ok, Ok, Ok], Body: s => LogIn(s.Learner)),
        new("POST /api/v1/auth/refresh", [No, No, No, No, No, No, No], Body: _ => Token()),
        new("POST /api/v1/auth/logout", [No, No, No, No, No, No, No], Body: _ => Token()),
        new("GET /api/v1/me", [No, Ok, Ok, Ok, Ok, Ok, Ok]),
        new("PATCH /api/v1/me", [No, Ok, Ok, Ok, Ok, Ok, Ok], Body: _ => new { language = "en" }),
        new("DELETE /api/v1/me", [No, Role_, Role_, Role_, Role_, Role_, Role_], Body: _ => new
        {
            password = "not the password",
        }),
        new("PUT /api/v1/me/picture", [No, 422, 422, 422, 422, 422, 422], Body: _ => File()),
        new("DELETE /api/v1/me/picture", [No, Ok, Ok, Ok, Ok, Ok, Ok]),
        new("GET /api/v1/pictures/{pictureId}", [Hidden, Hidden, Hidden, Hidden, Hidden, Hidden, Hidden]),
        new("DELETE /api/v1/users/{userId}", [No, Role_, Role_, Role_, Role_, Ok, Hidden]),
        new("GET /api/v1/demo", [Hidden, Hidden, Hidden, Hidden, Hidden, Hidden, Hidden]),
        new("GET /api/v1/courses", [Ok, Ok, Ok, Ok, Ok, Ok, Ok]),
        new("POST /api/v1/courses", [No, Role_, Role_, Ok, Ok, Ok, Ok], Body: _ => Academies.NewCourse()),
        new("GET /api/v1/instructor/courses", [No, Role_, Role_, Ok, Ok, Ok, Ok]),
        new("GET /api/v1/instructor/courses/{courseId}/figures", [No, Role_, Role_, Ok, Role_, Ok, Hidden]),
        new("POST /api/v1/vitals", [Ok, Ok, Ok, Ok, Ok, Ok, Ok], Body: _ => new { page = "/" }),
        new("GET /api/v1/catalog/facets", [Ok, Ok, Ok, Ok, Ok, Ok, Ok]),
        new("GET /api/v1/courses/{courseId}", [Ok, Ok, Ok, Ok, Ok, Ok, Hidden]),
        new("GET /api/v1/courses/{courseId}", [Hidden, Hidden, Hidden, Ok, Hidden, Ok, Hidden], Draft: true),
        new("POST /api/v1/courses/{courseId}/modules", [No, Role_, Role_, Ok, Role_, Ok, Hidden], Body: _ => Titled()),
        new(
            "POST /api/v1/courses/{courseId}/modules",
            [No, Role_, Role_, Ok, Hidden, Ok, Hidden],
            Body: _ => Titled(),
            Draft: true
        ),
        new(
            "POST /api/v1/courses/{courseId}/modules/{moduleId}/lessons",
            [No, Role_, Role_, Ok, Role_, Ok, Hidden],
            Body: _ => Lesson()
        ),
        new("POST /api/v1/courses/{courseId}/publish", [No, Role_, Role_, Ok, Role_, Ok, Hidden]),
        new("GET /api/v1/admin/courses/to-take-over", [No, Role_, Role_, Role_, Role_, Ok, Ok]),
        new("GET /api/v1/admin/flags", [No, Role_, Role_, Role_, Role_, Ok, Ok]),
        new("POST /api/v1/admin/flags/{flagId}/dismiss", [No, Role_, Role_, Role_, Role_, Ok, Hidden]),
        new("GET /api/v1/admin/audit", [No, Role_, Role_, Role_, Role_, Ok, Ok]),
        // Its own instructor: what comes below is theirs still.
        new("PUT /api/v1/courses/{courseId}/instructor", [No, Role_, Role_, Ok, Role_, Ok, Hidden], Body: s => new
        {
            userId = s.Teacher.Id,
        }),
        new("POST /api/v1/courses/{courseId}/enroll", [No, Ok, Ok, Ok, Ok, Ok, Hidden]),
        new(
            "POST /api/v1/courses/{courseId}/enroll",
            [No, Hidden, Hidden, Hidden, Hidden, Hidden, Hidden],
            Draft: true
        ),
        new("GET /api/v1/enrollments", [No, Ok, Ok, Ok, Ok, Ok, Ok]),
        new("POST /api/v1/lessons/{lessonId}/complete", [No, Ok, Hidden, Hidden, Hidden, Hidden, Hidden], Body: s => new
        {
            enrollmentId = s.Enrollment,
        }),
        new("POST /api/v1/progress", [No, Ok, Hidden, Hidden, Hidden, Hidden, Hidden], Body: s => new
        {
            enrollmentId = s.Enrollment,
            moduleId = s.Module,
        }),
        new("GET /api/v1/progress", [No, Role_, Role_, Role_, Role_, Ok, Ok]),
        new("GET /api/v1/progress/my-progress", [No, Ok, Ok, Ok, Ok, Ok, Ok]),
        new("GET /api/v1/progress/enrollment/{enrollmentId}", [No, Ok, Hidden, Ok, Hidden, Ok, Hidden]),
        new("GET /api/v1/progress/course/{enrollmentId}", [No, Ok, Hidden, Ok, Hidden, Ok, Hidden]),
        new("PATCH /api/v1/progress/{progressId}", [No, Ok, Hidden, Hidden, Hidden, Hidden, Hidden], Body: _ => new
        {
            secondsSpent = 1,
        }),
        new("GET /api/v1/progress/overall", [No, Ok, Ok, Ok, Ok, Ok, Ok]),
        new("DELETE /api/v1/enrollments/{enrollmentId}", [No, Ok, Hidden, Ok, Hidden, Ok, Hidden]),
        new("GET /api/v1/gamification/activity", [No, Ok, Ok, Ok, Ok, Ok, Ok]),
        new("GET /api/v1/gamification/me", [No, Ok, Ok, Ok, Ok, Ok, Ok]),
        new("GET /api/v1/gamification/leaderboard", [No, Ok, Ok, Ok, Ok, Ok, Ok]),
        .. ChatRows(),
        new("GET /api/v1/streams/{stream}", [No, Ok, Hidden, Ok, Ok, Hidden, Hidden]),
        new("HEAD /api/v1/streams/{stream}", [No, Ok, Hidden, Ok, Ok, Hidden, Hidden]),
        new("GET /api/v1/ops/outbox", [No, Role_, Role_, Role_, Role_, Ok, Ok]),
        new("POST /api/v1/ops/outbox/{rowId}/retry", [No, Role_, Role_, Role_, Role_, Ok, Hidden]),
        new("GET /api/v1/ops/housekeeping", [No, Role_, Role_, Role_, Role_, Ok, Ok]),
        new("POST /api/v1/ops/dashboard", [No, Role_, Role_, Role_, Role_, Ok, Role_]),
        new("GET /api/v1/ops/cluster", [No, Role_, Role_, Role_, Role_, Ok, Ok]),
        new("GET /api/v1/ops/grains/{type}/{organization}/{name}", [No, Role_, Role_, Role_, Role_, Ok, Hidden]),
        new("GET /api/v1/ops/vitals", [No, Role_, Role_, Role_, Role_, Ok, Role_]),
        new("GET /api/v1/ops/traces/{traceId}", [No, Role_, Role_, Role_, Role_, Ok, Role_]),
        new("GET,CONNECT /hub", [No, 400, 400, 400, 400, 400, 400]),
        new("POST /hub/negotiate", [No, Ok, Ok, Ok, Ok, Ok, Ok]),
        new("GET /.well-known/jwks.json", [Ok, Ok, Ok, Ok, Ok, Ok, Ok]),
        new("GET /openapi/{documentName}.json", [Ok, Ok, Ok, Ok, Ok, Ok, Ok]),
        new("GET /docs/api/{documentName?}", [Ok, Ok, Ok, Ok, Ok, Ok, Ok]),
        new("GET /docs/api/scalar.js", [Ok, Ok, Ok, Ok, Ok, Ok, Ok]),
        new("GET /docs/api/scalar.aspnetcore.js", [Ok, Ok, Ok, Ok, Ok, Ok, Ok]),
        new("GET /docs/api/favicon.svg", [Ok, Ok, Ok, Ok, Ok, Ok, Ok]),
        new("GET /health/live", [Ok, Ok, Ok, Ok, Ok, Ok, Ok]),
        new("GET /health/ready", [Ok, Ok, Ok, Ok, Ok, Ok, Ok]),
    ];

    private AcademyServer Server => shared.Server;

    [Fact]
    public void Every_route_has_a_row_and_every_row_a_route()
    {
        var routes = Server
            .Services.GetServices<EndpointDataSource>()
            .SelectMany(s => s.Endpoints)
            .OfType<RouteEndpoint>()
            .Select(NameOf);
        Assert.Equal(
            routes.Where(r => !IsOfDashboard(r)).Distinct().Order(StringComparer.Ordinal),
            Table.Select(r => r.Route).Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Every_cell_is_as_the_table_says()
    {
        var scene = await SceneAsync();
        HttpClient[] callers =
        [
            Server.Http,
            scene.Learner.Http,
            scene.OtherLearner.Http,
            scene.Teacher.Http,
            scene.OtherTeacher.Http,
            scene.Admin.Http,
            scene.Elsewhere.Http,
        ];
        var wrong = new StringBuilder();
        foreach (var row in Table.Where(r => r.Expected.Length > 0))
        {
            for (var caller = 0; caller < callers.Length; caller++)
            {
                using var answer = await callers[caller]
                    .SendJsonAsync(MethodOf(row), PathOf(row, scene, caller), row.Body?.Invoke(scene));
                var status = (int)answer.StatusCode is >= 200 and < 300 ? Ok : (int)answer.StatusCode;
                if (status != row.Expected[caller])
                    wrong.AppendLine(
                        $"{row.Route}{(row.Draft ? " (draft)" : "")}, caller {caller}: "
                            + $"{status}, not {row.Expected[caller]}"
                    );
                if (status >= 400 && !row.Route.Contains("/hub", StringComparison.Ordinal))
                    Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            }
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    [Fact]
    public async Task What_may_not_be_known_is_refused_in_the_words_for_what_does_not_exist()
    {
        var scene = await SceneAsync();
        foreach (var path in new[] { "/api/v1/courses/", "/api/v1/progress/course/", "/api/v1/progress/enrollment/" })
        {
            var hidden = path.Contains("courses", StringComparison.Ordinal) ? scene.DraftCourse : scene.Enrollment;
            using var there = await scene.OtherLearner.Http.GetAsync(path + hidden);
            using var nowhere = await scene.OtherLearner.Http.GetAsync(path + Guid.NewGuid());
            Assert.Equal(
                (await there.ShouldBeAsync(404)).Text("detail"),
                (await nowhere.ShouldBeAsync(404)).Text("detail")
            );
        }
    }

    [Theory]
    [InlineData("/api/v1/courses/not-an-id")]
    [InlineData("/api/v1/courses/00000000000000000000000000000000")]
    [InlineData("/api/v1/courses/%00")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v2/courses")]
    [InlineData("/api")]
    public async Task An_address_that_is_none_is_not_found(string path)
    {
        using var answer = await Server.Http.GetAsync(path);
        if (answer.StatusCode == HttpStatusCode.BadRequest)
            return; // Kestrel itself refuses a zero byte in a path.
        await answer.ShouldBeProblemAsync(404, "request.not-found");
    }

    [Fact]
    public async Task A_method_that_an_address_does_not_know_is_refused_with_those_that_it_knows()
    {
        using var answer = await Server.Http.SendJsonAsync(HttpMethod.Delete, "/api/v1/courses");
        await answer.ShouldBeProblemAsync(405, "request.method-not-allowed");
        Assert.Equal(["GET", "HEAD", "POST"], answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_token_in_the_query_opens_nothing_but_the_hub()
    {
        var person = await Server.SignInAsync();
        using var answer = await Server.Http.GetAsync($"/api/v1/me?access_token={person.AccessToken}");
        await answer.ShouldBeProblemAsync(401, "auth.token-missing");
        using var hub = await Server.Http.PostAsync(
            $"/hub/negotiate?negotiateVersion=1&access_token={person.AccessToken}",
            null
        );
        await hub.ShouldBeAsync(200);
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer nonsense")]
    [InlineData("Basic YTpi")]
    public async Task A_header_without_a_good_token_is_refused_even_where_anybody_may_come(string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/courses");
        request.Headers.TryAddWithoutValidation("Authorization", header);
        using var answer = await Server.Http.SendAsync(request);
        await answer.ShouldBeProblemAsync(401, "auth.token-invalid");
        Assert.Equal("Bearer error=\"invalid_token\"", answer.Headers.WwwAuthenticate.ToString());
    }

    /// <summary>Orleans's, not ours: DashboardTests ask each of them.</summary>
    private static bool IsOfDashboard(string route) => route.Contains(" /ops/dashboard", StringComparison.Ordinal);

    private static object Registration() =>
        new
        {
            email = $"{Guid.NewGuid():N}@academy.test",
            password = "long enough 1",
            displayName = "Somebody",
        };

    private static object LogIn(Person person) => new { email = person.Email, password = person.Password };

    private static object Token() => new { refreshToken = "not a token" };

    private static object Titled() => new { title = "Title" };

    private static object Lesson() => new { title = "Title", kind = "text" };

    private static string NameOf(RouteEndpoint endpoint)
    {
        var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods;
        var route = "/" + endpoint.RoutePattern.RawText!.Trim('/').Replace(":id}", "}", StringComparison.Ordinal);
        route = route.Replace(":regex(^v1$)}", "}", StringComparison.Ordinal);
        return $"{(methods is null or [] ? "*" : string.Join(',', methods))} {route}";
    }

    private static HttpMethod MethodOf(Row row) =>
        row.Route.Split(' ') switch
        {
            ["GET,CONNECT", _] => HttpMethod.Get,
            [var method, ..] => HttpMethod.Parse(method),
            _ => throw new InvalidOperationException($"{row.Route} is not a method and a route."),
        };

    private static string PathOf(Row row, Scene scene, int caller) =>
        PathOf(row, scene, scene.Chat, caller) + row.Query;

    private static string PathOf(Row row, Scene scene, ChatScene chat, int caller) =>
        row
            .Route.Split(' ')[1]
            .Replace("{roomId}", chat.Room.ToString(), StringComparison.Ordinal)
            .Replace(
                "{messageId}",
                (row.Route.Contains("/reports", StringComparison.Ordinal) ? chat.Reported : chat.Messages)[caller]
                    .ToString(),
                StringComparison.Ordinal
            )
            .Replace("{attachmentId}", chat.Attachment.ToString(), StringComparison.Ordinal)
            .Replace("{pictureId}", scene.Course.ToString(), StringComparison.Ordinal)
            .Replace("{fileId}", chat.Attachment.ToString(), StringComparison.Ordinal)
            .Replace("{emoji}", Uri.EscapeDataString("\U0001F44D"), StringComparison.Ordinal)
            .Replace("members/{userId}", $"members/{chat.Members[caller]}", StringComparison.Ordinal)
            .Replace("bans/{userId}", $"bans/{chat.Banned[caller]}", StringComparison.Ordinal)
            .Replace("{courseId}", (row.Draft ? scene.DraftCourse : scene.Course).ToString(), StringComparison.Ordinal)
            .Replace("{moduleId}", scene.Module.ToString(), StringComparison.Ordinal)
            .Replace("{userId}", scene.Leaver.ToString(), StringComparison.Ordinal)
            .Replace("{lessonId}", scene.Lesson.ToString(), StringComparison.Ordinal)
            .Replace("{enrollmentId}", scene.Enrollment.ToString(), StringComparison.Ordinal)
            .Replace("{progressId}", scene.Record.ToString(), StringComparison.Ordinal)
            .Replace("{flagId}", scene.Flag.ToString(), StringComparison.Ordinal)
            .Replace("{rowId}", scene.OutboxRow.ToString(), StringComparison.Ordinal)
            .Replace("{type}/{organization}/{name}", $"user/academy/{scene.Learner.Id}", StringComparison.Ordinal)
            .Replace("{traceId}", "4bf92f3577b34da6a3ce929d0e0e4736", StringComparison.Ordinal)
            .Replace("{stream}", $"room:{chat.Room}", StringComparison.Ordinal)
            .Replace("{documentName}", "v1", StringComparison.Ordinal);

    private async Task<Scene> SceneAsync()
    {
        var (course, learner, enrollment) = await Server.EnrolledAsync(0, 1);
        var module = course.Modules[0].Id;
        var otherTeacher = await Server.SignInAsync(Role.Instructor);
        return new Scene(
            learner,
            await Server.SignInAsync(),
            course.Instructor,
            otherTeacher,
            await Server.SignInAsync(Role.Admin),
            await Server.SignInAsync(Role.Admin, new OrganizationId("elsewhere")),
            course.Id,
            (await course.Instructor.PostAsync("/courses", Academies.NewCourse("A draft"), 201)).Id(),
            module,
            course.Modules[1].Lessons[0],
            enrollment,
            (await learner.PostAsync("/progress", new { enrollmentId = enrollment, moduleId = module }, 201)).Id(),
            (await Server.SignInAsync()).Id,
            await JournalText.DeadLetterAsync(Server.Database, $"academy/account:{learner.Id}"),
            await JournalText.FlagAsync(Server.Database, "academy", learner.Id, "support"),
            await ChatScene.MakeAsync(Server, learner, member: course.Instructor, moderator: otherTeacher)
        );
    }

    private sealed record Row(
        string Route,
        int[] Expected,
        Func<Scene, object>? Body = null,
        bool Draft = false,
        string Query = ""
    );

    private sealed record Scene(
        Person Learner,
        Person OtherLearner,
        Person Teacher,
        Person OtherTeacher,
        Person Admin,
        Person Elsewhere,
        Guid Course,
        Guid DraftCourse,
        Guid Module,
        Guid Lesson,
        Guid Enrollment,
        Guid Record,
        Guid Leaver,
        Guid OutboxRow,
        Guid Flag,
        ChatScene Chat
    );
}
