using Academy.Accounts;
using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Traffic;

namespace Academy.Api.Accounts;

/// <summary>The log-ins of the demo academy, for the log-in page. It exists in Development only.</summary>
internal static class DemoEndpoint
{
    private const string Password = "academy-demo-1";

    private static readonly DemoAnswer Logins = new(
    [
        new("learner@academy.test", Password, Role.Student),
        new("instructor@academy.test", Password, Role.Instructor),
        new("admin@academy.test", Password, Role.Admin),
    ]);

    public static void MapDemo(this IEndpointRouteBuilder api, IHostEnvironment environment)
    {
        if (environment.IsDevelopment())
        {
            api.MapGet("/demo", () => new JsonAnswer<DemoAnswer>(Logins, ApiJson.Default.DemoAnswer))
                .Says("Log-ins of the demo academy (Development only).").WithTags("Accounts")
                .Access(AccessRule.Open).Answers<DemoAnswer>();
        }
    }
}
