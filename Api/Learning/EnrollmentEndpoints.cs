using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Requests;
using Academy.Catalog;
using Academy.Commands;
using Academy.Learning;
using Orleans;

namespace Academy.Api.Learning;

/// <summary>Enrolling in courses and completing their lessons.</summary>
internal static class EnrollmentEndpoints
{
    public static void MapEnrollments(this IEndpointRouteBuilder api)
    {
        var learning = api.MapGroup("").WithTags("Learning").Access(AccessRule.SignedIn);
        learning
            .MapPost("/courses/{courseId:id}/enroll", Enroll)
            .Says("Enrolls the caller; 200 when he already is.")
            .Answers<EnrollmentView>(201)
            .Answers<EnrollmentView>()
            .Refuses(CatalogRefusals.CourseNotFound, LearningRefusals.TooManyEnrollments);
        learning
            .MapGet("/enrollments", Enrollments)
            .Says("The caller's own enrollments.")
            .Paged()
            .Answers<Page<EnrollmentView>>();
        learning
            .MapDelete("/enrollments/{enrollmentId:id}", End)
            .Says(
                "Ends an enrollment: one's own, or as the course's instructor or an admin. Enrolling again goes on where it was."
            )
            .Answers(204)
            .Refuses(LearningRefusals.EnrollmentNotFound);
        learning
            .MapPost("/lessons/{lessonId:id}/complete", CompleteLesson)
            .Says("Completes a lesson, and with a module's last lesson the module.")
            .Takes<CompleteLessonBody>()
            .Answers<LessonCompletion>()
            .Refuses(
                LearningRefusals.EnrollmentNotFound,
                LearningRefusals.EnrollmentEnded,
                LearningRefusals.LessonNotFound
            );
    }

    private static async Task<IResult> Enroll(Guid courseId, Command command, IGrainFactory grains)
    {
        var outcome = await grains
            .GetGrain<ILearningGrain>(command.Caller.Key)
            .Enroll(command.Caller, command.Key, new CourseId(courseId));
        if (!outcome.Accepted)
            return OutcomeAnswers.Refused(outcome.Refusal);
        var (enrollment, created) = outcome.Answer;
        return created
            ? new JsonAnswer<EnrollmentView>(enrollment, ApiJson.Default.EnrollmentView, StatusCodes.Status201Created)
            {
                Location = $"/api/v1/progress/course/{enrollment.Id}",
            }
            : new JsonAnswer<EnrollmentView>(enrollment, ApiJson.Default.EnrollmentView);
    }

    private static async Task<IResult> End(
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
            return OutcomeAnswers.Refused(LearningRefusals.EnrollmentNotFound);
        var outcome = await grains
            .GetGrain<ILearningGrain>(GrainKey.Of(command.Caller.Organization, found.UserId.Value))
            .EndEnrollment(command.Caller, command.Key, enrollment);
        return outcome.NoContent();
    }

    private static async Task<IResult> Enrollments(
        HttpContext http,
        AccessTicket ticket,
        Paging paging,
        IGrainFactory grains,
        Cursors cursors
    )
    {
        var all = await grains.GetGrain<ILearningGrain>(ticket.Caller.Key).GetEnrollments();
        return new JsonAnswer<Page<EnrollmentView>>(
            cursors.Seal(ListPage.Of(all, paging.Request), http.Request.Path),
            ApiJson.Default.PageEnrollmentView
        );
    }

    private static async Task<IResult> CompleteLesson(
        Guid lessonId,
        Command<CompleteLessonBody> command,
        IGrainFactory grains
    )
    {
        var outcome = await grains
            .GetGrain<ILearningGrain>(command.Caller.Key)
            .CompleteLesson(command.Caller, command.Key, command.Body.EnrollmentId, new LessonId(lessonId));
        return outcome.Ok(ApiJson.Default.LessonCompletion);
    }
}
