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

/// <summary>The eight endpoints of progress.</summary>
internal static class ProgressEndpoints
{
    public static void MapProgress(this IEndpointRouteBuilder api)
    {
        var progress = api.MapGroup("/progress").WithTags("Progress").RequireAuthorization(Access.SignedIn);
        progress
            .MapPost("/", Start)
            .WithSummary("Starts a module; a second time answers the same record.")
            .ProducesProblems(
                LearningRefusals.EnrollmentNotFound,
                LearningRefusals.EnrollmentEnded,
                LearningRefusals.ModuleNotFound
            );
        progress.MapGet("/my-progress", Mine).WithSummary("The caller's own records.");
        progress
            .MapGet("/enrollment/{enrollmentId:id}", OfEnrollment)
            .AuditedUnless(EnrollmentReading.IsRelated)
            .WithSummary("The records of one enrollment: one's own, or as the course's instructor or an admin.")
            .ProducesProblems(LearningRefusals.EnrollmentNotFound);
        progress
            .MapGet("/course/{enrollmentId:id}", OfCourse)
            .AuditedUnless(EnrollmentReading.IsRelated)
            .WithSummary(
                "How far an enrollment is, module by module: one's own, or as the course's instructor or an admin."
            )
            .ProducesProblems(LearningRefusals.EnrollmentNotFound);
        progress
            .MapPatch("/{progressId:id}", Patch)
            .WithSummary("Adds time spent, or completes the module.")
            .ProducesProblems(
                LearningRefusals.RecordNotFound,
                LearningRefusals.EnrollmentEnded,
                LearningRefusals.CannotReopen,
                LearningRefusals.LessonsRemaining
            );
        progress
            .MapPost("/mark-completed/{enrollmentId:id}/{moduleId:id}", MarkCompleted)
            .WithSummary("Completes a module that has no lessons left to do.")
            .ProducesProblems(
                LearningRefusals.EnrollmentNotFound,
                LearningRefusals.EnrollmentEnded,
                LearningRefusals.ModuleNotFound,
                LearningRefusals.LessonsRemaining
            );
        progress.MapGet("/overall", Overall).WithSummary("How far the caller is over all courses.");
        progress
            .MapGet("/", All)
            .WithSummary("All records of the organization.")
            .RequireAuthorization(Access.Admin)
            .Audited();
    }

    private static async Task<Results<JsonCreated<ProgressRecord>, ProblemResult>> Start(
        Command<StartModuleBody> command,
        IGrainFactory grains
    )
    {
        var outcome = await Learner(grains, command.Caller)
            .StartModule(command.Caller, command.Key, command.Body.EnrollmentId, command.Body.ModuleId);
        return outcome.Created(LearningApiJson.Default.ProgressRecord, record =>
            $"/api/v1/progress/enrollment/{record.EnrollmentId}"
        );
    }

    private static async Task<Results<JsonOk<ModuleCompletion>, ProblemResult>> MarkCompleted(
        Guid enrollmentId,
        Guid moduleId,
        Command command,
        IGrainFactory grains
    )
    {
        var outcome = await Learner(grains, command.Caller)
            .CompleteModule(command.Caller, command.Key, new EnrollmentId(enrollmentId), new ModuleId(moduleId));
        return outcome.Ok(LearningApiJson.Default.ModuleCompletion);
    }

    private static async Task<Results<JsonOk<ProgressRecord>, ProblemResult>> Patch(
        Guid progressId,
        Command<PatchProgressBody> command,
        IGrainFactory grains
    )
    {
        var patch = new ProgressPatch(command.Body.Completed, command.Body.SecondsSpent);
        var outcome = await Learner(grains, command.Caller)
            .PatchProgress(command.Caller, command.Key, new ProgressId(progressId), patch);
        return outcome.Ok(LearningApiJson.Default.ProgressRecord);
    }

    private static async Task<Results<JsonOk<Page<ProgressRecord>>, ProblemResult>> Mine(
        AccessTicket ticket,
        Paging paging,
        IGrainFactory grains
    ) => RecordsPage(await Learner(grains, ticket.Caller).GetProgress(enrollment: null), paging);

    private static async Task<Results<JsonOk<Page<ProgressRecord>>, ProblemResult>> OfEnrollment(
        HttpContext http,
        Guid enrollmentId,
        AccessTicket ticket,
        Paging paging,
        EnrollmentReading reading
    )
    {
        var enrollment = new EnrollmentId(enrollmentId);
        var records = await reading.ReadAsync(
            ticket.Caller,
            enrollment,
            learner => learner.GetProgress(enrollment),
            http.RequestAborted
        );
        return RecordsPage(records, paging);
    }

    private static async Task<Results<JsonOk<CourseProgressView>, ProblemResult>> OfCourse(
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
        return progress.Ok(LearningApiJson.Default.CourseProgressView);
    }

    private static async Task<Results<JsonOk<OverallProgress>, ProblemResult>> Overall(
        AccessTicket ticket,
        IGrainFactory grains
    ) => (await Learner(grains, ticket.Caller).GetOverall()).Ok(LearningApiJson.Default.OverallProgress);

    private static async Task<JsonOk<Page<ProgressListItem>>> All(
        HttpContext http,
        AccessTicket ticket,
        Paging paging,
        ILearningQueries learning
    )
    {
        var page = await learning.AllProgress(ticket.Caller.Organization, paging.Request, http.RequestAborted);
        return new JsonOk<Page<ProgressListItem>>(paging.Seal(page), LearningApiJson.Default.PageProgressListItem);
    }

    private static ILearningGrain Learner(IGrainFactory grains, Caller caller) =>
        grains.GetGrain<ILearningGrain>(caller.Key);

    private static Results<JsonOk<Page<ProgressRecord>>, ProblemResult> RecordsPage(
        Outcome<IReadOnlyList<ProgressRecord>> records,
        Paging paging
    ) =>
        records.Accepted
            ? new JsonOk<Page<ProgressRecord>>(
                paging.Seal(ListPage.Of(records.Answer, paging.Request, record => (record.StartedAt, record.Id.Value))),
                LearningApiJson.Default.PageProgressRecord
            )
            : ProblemResult.Of(records.Refusal);
}
