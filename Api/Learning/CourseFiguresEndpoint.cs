using Academy.Accounts;
using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.Catalog;
using Academy.Api.OpenApi;
using Academy.Api.Operations;
using Academy.Api.Problems;
using Academy.Catalog;
using Academy.Learning;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Academy.Api.Learning;

/// <summary>How a course's learners do, for who teaches it.</summary>
internal static class CourseFiguresEndpoint
{
    public static void MapCourseFigures(this IEndpointRouteBuilder api) =>
        api.MapGet("/instructor/courses/{courseId:id}/figures", Figures)
            .WithSummary("How all learners of a course do, for its instructor or an admin.")
            .WithTags("Progress")
            .RequireAuthorization(Access.Instructor)
            .AuditedUnless(CatalogEndpoints.Teaches)
            .ProducesProblems(CatalogRefusals.CourseNotFound, CatalogRefusals.NotYourCourse);

    private static async Task<Results<JsonOk<CourseFigures>, ProblemResult>> Figures(
        HttpContext http,
        Guid courseId,
        AccessTicket ticket,
        ICatalogQueries catalog,
        ILearningQueries learning,
        TimeProvider clock
    )
    {
        var (caller, course) = (ticket.Caller, new CourseId(courseId));
        if (await catalog.InstructorOf(caller.Organization, course, http.RequestAborted) is not { } instructor)
            return ProblemResult.Of(CatalogRefusals.CourseNotFound);
        if (instructor != caller.User && caller.Role != Role.Admin)
            return ProblemResult.Of(CatalogRefusals.NotYourCourse);
        return new JsonOk<CourseFigures>(
            await learning.FiguresOf(caller.Organization, course, clock.GetUtcNow(), http.RequestAborted),
            LearningApiJson.Default.CourseFigures
        );
    }
}
