using Academy.Accounts;
using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Operations;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Catalog;
using Academy.Commands;
using Academy.Streams;
using Microsoft.AspNetCore.Http.HttpResults;
using Orleans;

namespace Academy.Api.Catalog;

/// <summary>Courses: finding and reading them, and building them.</summary>
internal static class CatalogEndpoints
{
    public static void MapCatalog(this IEndpointRouteBuilder api)
    {
        var courses = api.MapGroup("/courses").WithTags("Catalog");

        var reading = courses.MapGroup("").RequireAuthorization(Access.Anyone);
        reading.MapGet("/", Search).WithSummary("Published courses; the best match first when searched for.");
        reading
            .MapGet("/{courseId:id}", Read)
            .AuditedUnless(SeesWhatOthersSee)
            .WithSummary("A course with its modules and lessons; its draft, for its instructor.")
            .ProducesProblems(CatalogRefusals.CourseNotFound);

        var building = courses.MapGroup("").RequireAuthorization(Access.Instructor);
        building
            .MapPost("/", Create)
            .WithSummary("Creates a course, as a draft.")
            .ProducesProblems(CatalogRefusals.InstructorsOnly);
        building
            .MapPost("/{courseId:id}/modules", AddModule)
            .AuditedUnless(Teaches)
            .WithSummary("Adds a module to the draft.")
            .ProducesProblems(
                CatalogRefusals.CourseNotFound,
                CatalogRefusals.NotYourCourse,
                CatalogRefusals.CourseFull
            );
        building
            .MapPost("/{courseId:id}/modules/{moduleId:id}/lessons", AddLesson)
            .AuditedUnless(Teaches)
            .WithSummary("Adds a lesson to a module of the draft.")
            .ProducesProblems(
                CatalogRefusals.CourseNotFound,
                CatalogRefusals.ModuleNotFound,
                CatalogRefusals.LinkInvalid,
                CatalogRefusals.NotYourCourse,
                CatalogRefusals.CourseFull
            );
        building
            .MapPost("/{courseId:id}/publish", Publish)
            .AuditedUnless(Teaches)
            .WithSummary("Publishes the draft as a version that never changes.")
            .ProducesProblems(CatalogRefusals.CourseNotFound, CatalogRefusals.NotYourCourse);

        building
            .MapPut("/{courseId:id}/instructor", HandOver)
            .AuditedUnless(Teaches)
            .WithSummary(
                "Gives the course another instructor: by its instructor, or by an admin, who may take it over."
            )
            .ProducesProblems(
                CatalogRefusals.CourseNotFound,
                CatalogRefusals.NotYourCourse,
                CatalogRefusals.NotATeacher
            );

        api.MapGet("/catalog/facets", Facets)
            .WithSummary("What published courses there are: how many of each category and of each level.")
            .WithTags("Catalog")
            .RequireAuthorization(Access.Anyone);
        api.MapGet("/admin/courses/to-take-over", ToTakeOver)
            .WithSummary("Published courses without an instructor, and those whose instructor wants to leave.")
            .WithTags("Catalog")
            .RequireAuthorization(Access.Admin)
            .Audited();
        api.MapGet("/instructor/courses", OfInstructor)
            .WithSummary("The caller's own courses, drafts included.")
            .WithTags("Catalog")
            .RequireAuthorization(Access.Instructor);
    }

    private static async Task<JsonRevalidated<Page<CourseListItem>>> Search(
        HttpContext http,
        CourseSearchQuery query,
        Paging paging,
        ICatalogQueries catalog
    )
    {
        var organization = http.TicketOrNull()?.Caller.Organization ?? OrganizationId.Default;
        var page = await catalog.Search(organization, query.Search, paging.Request, http.RequestAborted);
        return new JsonRevalidated<Page<CourseListItem>>(paging.Seal(page), CatalogApiJson.Default.PageCourseListItem);
    }

    private static async Task<JsonRevalidated<CatalogFacets>> Facets(HttpContext http, ICatalogQueries catalog) =>
        new(
            await catalog.Facets(
                http.TicketOrNull()?.Caller.Organization ?? OrganizationId.Default,
                http.RequestAborted
            ),
            CatalogApiJson.Default.CatalogFacets
        );

    private static async Task<Results<JsonRevalidated<CourseAnswer>, ProblemResult>> Read(
        HttpContext http,
        Guid courseId,
        IGrainFactory grains,
        INames names
    )
    {
        var viewer = http.TicketOrNull()?.Caller;
        var outcome = await Course(grains, viewer?.Organization ?? OrganizationId.Default, courseId).Get(viewer);
        if (!outcome.Accepted)
            return ProblemResult.Of(outcome.Refusal);
        await names.EnsureAsync([outcome.Answer.Instructor]);
        return new JsonRevalidated<CourseAnswer>(
            CourseAnswer.Of(outcome.Answer, names.Of(outcome.Answer.Instructor)),
            CatalogApiJson.Default.CourseAnswer
        );
    }

    private static async Task<Results<JsonCreated<CreatedAnswer>, ProblemResult>> Create(
        Command<CreateCourseBody> command,
        IGrainFactory grains
    )
    {
        var (id, body) = (command.NewId("course"), command.Body);
        var outcome = await Course(grains, command.Caller.Organization, id)
            .Create(command.Caller, command.Key, new(body.Title, body.Description, body.Category, body.Level));
        return outcome.CreatedId(course => course.Value, $"/api/v1/courses/{id}");
    }

    private static async Task<Results<JsonCreated<CreatedAnswer>, ProblemResult>> AddModule(
        Guid courseId,
        Command<AddModuleBody> command,
        IGrainFactory grains
    )
    {
        var (id, body) = (new ModuleId(command.NewId("module")), command.Body);
        var outcome = await Course(grains, command.Caller.Organization, courseId)
            .AddModule(command.Caller, command.Key, new(id, body.Title, body.Description, body.Order));
        return outcome.CreatedId(module => module.Value, $"/api/v1/courses/{courseId}");
    }

    private static async Task<Results<JsonCreated<CreatedAnswer>, ProblemResult>> AddLesson(
        Guid courseId,
        Guid moduleId,
        Command<AddLessonBody> command,
        IGrainFactory grains
    )
    {
        var (id, body) = (new LessonId(command.NewId("lesson")), command.Body);
        var outcome = await Course(grains, command.Caller.Organization, courseId)
            .AddLesson(
                command.Caller,
                command.Key,
                new(new(moduleId), id, body.Title, body.Kind, body.Content, body.DurationMinutes)
            );
        return outcome.CreatedId(lesson => lesson.Value, $"/api/v1/courses/{courseId}");
    }

    private static async Task<Results<NoContent, ProblemResult>> Publish(
        Guid courseId,
        Command command,
        IGrainFactory grains
    ) => (await Course(grains, command.Caller.Organization, courseId).Publish(command.Caller, command.Key)).NoContent();

    private static async Task<Results<NoContent, ProblemResult>> HandOver(
        Guid courseId,
        Command<HandOverBody> command,
        IGrainFactory grains
    ) =>
        (
            await Course(grains, command.Caller.Organization, courseId)
                .HandOver(command.Caller, command.Key, new(new(command.Body.UserId)))
        ).NoContent();

    private static async Task<JsonOk<Page<CourseToTakeOver>>> ToTakeOver(
        HttpContext http,
        AccessTicket ticket,
        Paging paging,
        ICatalogQueries catalog
    )
    {
        var page = await catalog.ToTakeOver(ticket.Caller.Organization, paging.Request, http.RequestAborted);
        return new JsonOk<Page<CourseToTakeOver>>(paging.Seal(page), CatalogApiJson.Default.PageCourseToTakeOver);
    }

    private static async Task<JsonOk<Page<CourseListItem>>> OfInstructor(
        HttpContext http,
        AccessTicket ticket,
        Paging paging,
        ICatalogQueries catalog
    )
    {
        var caller = ticket.Caller;
        var page = await catalog.OfInstructor(caller.Organization, caller.User, paging.Request, http.RequestAborted);
        return new JsonOk<Page<CourseListItem>>(paging.Seal(page), CatalogApiJson.Default.PageCourseListItem);
    }

    public static async ValueTask<bool> Teaches(HttpContext http, Caller caller) =>
        await http
            .RequestServices.GetRequiredService<ICatalogQueries>()
            .InstructorOf(caller.Organization, new CourseId(http.RouteId("courseId")!.Value), http.RequestAborted)
        == caller.User;

    /// <summary>Whether the course is shown to the caller as to anybody, or they teach it.</summary>
    private static async ValueTask<bool> SeesWhatOthersSee(HttpContext http, Caller caller)
    {
        var grains = http.RequestServices.GetRequiredService<IGrainFactory>();
        var course = await Course(grains, caller.Organization, http.RouteId("courseId")!.Value).Get(caller);
        return course.Accepted
            && (
                course.Answer.Instructor == caller.User
                || course.Answer is { Version: > 0, HasUnpublishedChanges: false }
            );
    }

    private static ICourseGrain Course(IGrainFactory grains, OrganizationId organization, Guid course) =>
        grains.GetGrain<ICourseGrain>(GrainKey.Of(organization, course));
}
