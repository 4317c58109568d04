using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Operations;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Catalog;
using Academy.Commands;
using Academy.Learning;
using Microsoft.AspNetCore.Http.HttpResults;
using Orleans;

namespace Academy.Api.Learning;

/// <summary>Enrolling in courses and completing their lessons.</summary>
internal static class EnrollmentEndpoints
{
    public static void MapEnrollments(this IEndpointRouteBuilder api)
    {
        var learning = api.MapGroup("").WithTags("Learning").RequireAuthorization(Access.SignedIn);
        learning
            .MapPost("/courses/{courseId:id}/enroll", Enroll)
            .WithSummary("Enrolls the caller; 200 when they already are.")
            .ProducesProblems(CatalogRefusals.CourseNotFound, LearningRefusals.TooManyEnrollments);
        learning.MapGet("/enrollments", Enrollments).WithSummary("The caller's own enrollments.");
        learning
            .MapDelete("/enrollments/{enrollmentId:id}", End)
            .AuditedUnless(EnrollmentReading.IsRelated)
            .WithSummary(
                "Ends an enrollment: one's own, or as the course's instructor or an admin. Enrolling again goes "
                    + "on where it was."
            )
            .ProducesProblems(LearningRefusals.EnrollmentNotFound);
        learning
            .MapPost("/lessons/{lessonId:id}/complete", CompleteLesson)
            .WithSummary("Completes a lesson, and with a module's last lesson the module.")
            .ProducesProblems(
                LearningRefusals.EnrollmentNotFound,
                LearningRefusals.EnrollmentEnded,
                LearningRefusals.LessonNotFound
            );
    }

    private static async Task<Results<JsonCreated<EnrollmentView>, JsonOk<EnrollmentView>, ProblemResult>> Enroll(
        Guid courseId,
        Command command,
        IGrainFactory grains
    )
    {
        var outcome = await grains
            .GetGrain<ILearningGrain>(command.Caller.Key)
            .Enroll(command.Caller, command.Key, new CourseId(courseId));
        if (!outcome.Accepted)
            return ProblemResult.Of(outcome.Refusal);
        var (enrollment, created) = outcome.Answer;
        return created
            ? new JsonCreated<EnrollmentView>(
                $"/api/v1/progress/course/{enrollment.Id}",
                enrollment,
                LearningApiJson.Default.EnrollmentView
            )
            : new JsonOk<EnrollmentView>(enrollment, LearningApiJson.Default.EnrollmentView);
    }

    private static async Task<Results<NoContent, ProblemResult>> End(
        Guid enrollmentId,
        Command command,
        IGrainFactory grains,
        ILearningQueries learning,
        CancellationToken cancellationToken
    )
    {
        var enrollment = new EnrollmentId(enrollmentId);
        var found = await learning.FindEnrollment(command.Caller.Organization, enrollment, cancellationToken);
        if (found is null)
            return ProblemResult.Of(LearningRefusals.EnrollmentNotFound);
        var outcome = await grains
            .GetGrain<ILearningGrain>(GrainKey.Of(command.Caller.Organization, found.UserId.Value))
            .EndEnrollment(command.Caller, command.Key, enrollment);
        return outcome.NoContent();
    }

    private static async Task<JsonOk<Page<EnrollmentView>>> Enrollments(
        AccessTicket ticket,
        Paging paging,
        IGrainFactory grains
    )
    {
        var all = await grains.GetGrain<ILearningGrain>(ticket.Caller.Key).GetEnrollments();
        return new JsonOk<Page<EnrollmentView>>(
            paging.Seal(ListPage.Of(all, paging.Request, e => (e.EnrolledAt, e.Id.Value))),
            LearningApiJson.Default.PageEnrollmentView
        );
    }

    private static async Task<Results<JsonOk<LessonCompletion>, ProblemResult>> CompleteLesson(
        Guid lessonId,
        Command<CompleteLessonBody> command,
        IGrainFactory grains
    )
    {
        var outcome = await grains
            .GetGrain<ILearningGrain>(command.Caller.Key)
            .CompleteLesson(command.Caller, command.Key, command.Body.EnrollmentId, new LessonId(lessonId));
        return outcome.Ok(LearningApiJson.Default.LessonCompletion);
    }
}
