using Academy.Accounts;
using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Academy.Api.Accounts;

/// <summary>The log-ins of the demo academy, for the log-in page.</summary>
internal static class DemoEndpoint
{
    private const string Password = "academy-demo-1";

    private static readonly DemoAnswer Logins = new([
        new("learner@academy.test", Password, Role.Student),
        new("instructor@academy.test", Password, Role.Instructor),
        new("admin@academy.test", Password, Role.Admin),
    ]);

    public static void MapDemo(this IEndpointRouteBuilder api) =>
        api.MapGet("/demo", Demo)
            .WithSummary("Log-ins of the demo academy, in Development; elsewhere there are none.")
            .WithTags("Accounts")
            .AllowAnonymous()
            .ProducesProblems(ApiProblems.NotFound);

    private static Results<JsonOk<DemoAnswer>, ProblemResult> Demo(IHostEnvironment environment) =>
        environment.IsDevelopment()
            ? new JsonOk<DemoAnswer>(Logins, AccountsApiJson.Default.DemoAnswer)
            : ProblemResult.Of(ApiProblems.NotFound);
}
