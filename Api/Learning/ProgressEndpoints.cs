using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Requests;
using Academy.Catalog;
using Academy.Commands;
using Academy.Learning;
using Orleans;

namespace Academy.Api.Learning;

/// <summary>The eight endpoints of progress.</summary>
internal static class ProgressEndpoints
{
    public static void MapProgress(this IEndpointRouteBuilder api)
    {
        var progress = api.MapGroup("/progress").WithTags("Progress").Access(AccessRule.SignedIn);
        progress
            .MapPost("/", Start)
            .Says("Starts a module; a second time answers the same record.")
            .Takes<StartModuleBody>()
            .Answers<ProgressRecord>(201)
            .Refuses(
                LearningRefusals.EnrollmentNotFound,
                LearningRefusals.EnrollmentEnded,
                LearningRefusals.ModuleNotFound
            );
        progress.MapGet("/my-progress", Mine).Says("The caller's own records.").Paged().Answers<Page<ProgressRecord>>();
        progress
            .MapGet("/enrollment/{enrollmentId:id}", OfEnrollment)
            .Says("The records of one enrollment: one's own, or as the course's instructor or an admin.")
            .Paged()
            .Answers<Page<ProgressRecord>>()
            .Refuses(LearningRefusals.EnrollmentNotFound);
        progress
            .MapGet("/course/{enrollmentId:id}", OfCourse)
            .Says("How far an enrollment is, module by module: one's own, or as the course's instructor or an admin.")
            .Answers<CourseProgressView>()
            .Refuses(LearningRefusals.EnrollmentNotFound);
        progress
            .MapPatch("/{progressId:id}", Patch)
            .Says("Adds time spent, or completes the module.")
            .Takes<PatchProgressBody>()
            .Answers<ProgressRecord>()
            .Refuses(
                LearningRefusals.RecordNotFound,
                LearningRefusals.EnrollmentEnded,
                LearningRefusals.CannotReopen,
                LearningRefusals.LessonsRemaining
            );
        progress
            .MapPost("/mark-completed/{enrollmentId:id}/{moduleId:id}", MarkCompleted)
            .Says("Completes a module that has no lessons left to do.")
            .Answers<ModuleCompletion>()
            .Refuses(
                LearningRefusals.EnrollmentNotFound,
                LearningRefusals.EnrollmentEnded,
                LearningRefusals.ModuleNotFound,
                LearningRefusals.LessonsRemaining
            );
        progress.MapGet("/overall", Overall).Says("How far the caller is over all courses.").Answers<OverallProgress>();
        progress
            .MapGet("/", All)
            .Says("All records of the organization.")
            .Access(AccessRule.Admin)
            .Paged()
            .Answers<Page<ProgressListItem>>();
    }

    private static async Task<IResult> Start(Command<StartModuleBody> command, IGrainFactory grains)
    {
        var outcome = await Learner(grains, command.Caller)
            .StartModule(command.Caller, command.Key, command.Body.EnrollmentId, command.Body.ModuleId);
        return outcome.Created(ApiJson.Default.ProgressRecord, record =>
            $"/api/v1/progress/enrollment/{record.EnrollmentId}"
        );
    }

    private static async Task<IResult> MarkCompleted(
        Guid enrollmentId,
        Guid moduleId,
        Command command,
        IGrainFactory grains
    )
    {
        var outcome = await Learner(grains, command.Caller)
            .CompleteModule(command.Caller, command.Key, new EnrollmentId(enrollmentId), new ModuleId(moduleId));
        return outcome.Ok(ApiJson.Default.ModuleCompletion);
    }

    private static async Task<IResult> Patch(Guid progressId, Command<PatchProgressBody> command, IGrainFactory grains)
    {
        var patch = new ProgressPatch(command.Body.Completed, command.Body.SecondsSpent);
        var outcome = await Learner(grains, command.Caller)
            .PatchProgress(command.Caller, command.Key, new ProgressId(progressId), patch);
        return outcome.Ok(ApiJson.Default.ProgressRecord);
    }

    private static async Task<IResult> Mine(
        HttpContext http,
        AccessTicket ticket,
        Paging paging,
        IGrainFactory grains,
        Cursors cursors
    ) => RecordsPage(await Learner(grains, ticket.Caller).GetProgress(enrollment: null), http, paging, cursors);

    private static async Task<IResult> OfEnrollment(
        HttpContext http,
        Guid enrollmentId,
        AccessTicket ticket,
        Paging paging,
        EnrollmentReading reading,
        Cursors cursors
    )
    {
        var enrollment = new EnrollmentId(enrollmentId);
        var records = await reading.ReadAsync(
            ticket.Caller,
            enrollment,
            learner => learner.GetProgress(enrollment),
            http.RequestAborted
        );
        return RecordsPage(records, http, paging, cursors);
    }

    private static async Task<IResult> OfCourse(
        HttpContext http,
        Guid enrollmentId,
        AccessTicket ticket,
        EnrollmentReading reading
    )
    {
        var enrollment = new EnrollmentId(enrollmentId);
        var progress = await reading.ReadAsync(
            ticket.Caller,
            enrollment,
            learner => learner.GetCourseProgress(enrollment),
            http.RequestAborted
        );
        return progress.Ok(ApiJson.Default.CourseProgressView);
    }

    private static async Task<IResult> Overall(AccessTicket ticket, IGrainFactory grains) =>
        (await Learner(grains, ticket.Caller).GetOverall()).Ok(ApiJson.Default.OverallProgress);

    private static async Task<IResult> All(
        HttpContext http,
        AccessTicket ticket,
        Paging paging,
        ILearningQueries learning,
        Cursors cursors
    )
    {
        var page = await learning.AllProgress(ticket.Caller.Organization, paging.Request, http.RequestAborted);
        return new JsonAnswer<Page<ProgressListItem>>(
            cursors.Seal(page, http.Request.Path),
            ApiJson.Default.PageProgressListItem
        );
    }

    private static ILearningGrain Learner(IGrainFactory grains, Caller caller) =>
        grains.GetGrain<ILearningGrain>(caller.Key);

    private static IResult RecordsPage(
        Outcome<IReadOnlyList<ProgressRecord>> records,
        HttpContext http,
        Paging paging,
        Cursors cursors
    ) =>
        records.Accepted
            ? new JsonAnswer<Page<ProgressRecord>>(
                cursors.Seal(ListPage.Of(records.Answer, paging.Request), http.Request.Path),
                ApiJson.Default.PageProgressRecord
            )
            : OutcomeAnswers.Refused(records.Refusal);
}
