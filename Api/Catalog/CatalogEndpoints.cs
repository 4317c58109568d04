using Academy.Accounts;
using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Requests;
using Academy.Catalog;
using Academy.Commands;
using Academy.Streams;
using Orleans;

namespace Academy.Api.Catalog;

/// <summary>Courses: finding and reading them, and building them.</summary>
internal static class CatalogEndpoints
{
    public static void MapCatalog(this IEndpointRouteBuilder api)
    {
        var courses = api.MapGroup("/courses").WithTags("Catalog");

        var reading = courses.MapGroup("").Access(AccessRule.Anyone);
        reading
            .MapGet("/", Search)
            .Says("Published courses; the best match first when searched for.")
            .Queried("search", "Words to look for, as a person types them.")
            .Queried("category", "Courses of this category only.")
            .Queried("level", "Courses of this level only: beginner, intermediate or advanced.")
            .Paged()
            .Answers<Page<CourseListItem>>()
            .Answers(304);
        reading
            .MapGet("/{courseId:id}", Read)
            .Says("A course with its modules and lessons; its draft, for its instructor.")
            .Answers<CourseAnswer>()
            .Answers(304)
            .Refuses(CatalogRefusals.CourseNotFound);

        var building = courses.MapGroup("").Access(AccessRule.Instructor);
        building
            .MapPost("/", Create)
            .Says("Creates a course, as a draft.")
            .Takes<CreateCourseBody>()
            .Answers<CreatedAnswer>(201)
            .Refuses(CatalogRefusals.InstructorsOnly);
        building
            .MapPost("/{courseId:id}/modules", AddModule)
            .Says("Adds a module to the draft.")
            .Takes<AddModuleBody>()
            .Answers<CreatedAnswer>(201)
            .Refuses(CatalogRefusals.CourseNotFound, CatalogRefusals.NotYourCourse, CatalogRefusals.CourseFull);
        building
            .MapPost("/{courseId:id}/modules/{moduleId:id}/lessons", AddLesson)
            .Says("Adds a lesson to a module of the draft.")
            .Takes<AddLessonBody>()
            .Answers<CreatedAnswer>(201)
            .Refuses(
                CatalogRefusals.CourseNotFound,
                CatalogRefusals.ModuleNotFound,
                CatalogRefusals.NotYourCourse,
                CatalogRefusals.CourseFull
            );
        building
            .MapPost("/{courseId:id}/publish", Publish)
            .Says("Publishes the draft as a version that never changes.")
            .Answers(204)
            .Refuses(CatalogRefusals.CourseNotFound, CatalogRefusals.NotYourCourse);

        api.MapGet("/instructor/courses", OfInstructor)
            .Says("The caller's own courses, drafts included.")
            .WithTags("Catalog")
            .Access(AccessRule.Instructor)
            .Paged()
            .Answers<Page<CourseListItem>>();
    }

    private static async Task<IResult> Search(
        HttpContext http,
        CourseSearchQuery query,
        Paging paging,
        ICatalogQueries catalog,
        Cursors cursors
    )
    {
        var organization = http.TicketOrNull()?.Caller.Organization ?? OrganizationId.Default;
        var page = await catalog.Search(organization, query.Search, paging.Request, http.RequestAborted);
        return new JsonAnswer<Page<CourseListItem>>(
            cursors.Seal(page, http.Request.Path),
            ApiJson.Default.PageCourseListItem
        )
        {
            Fresh = TimeSpan.Zero,
        };
    }

    private static async Task<IResult> Read(HttpContext http, Guid courseId, IGrainFactory grains, INames names)
    {
        var viewer = http.TicketOrNull()?.Caller;
        var outcome = await Course(grains, viewer?.Organization ?? OrganizationId.Default, courseId).Get(viewer);
        if (!outcome.Accepted)
            return OutcomeAnswers.Refused(outcome.Refusal);
        await names.EnsureAsync([outcome.Answer.Instructor]);
        return new JsonAnswer<CourseAnswer>(
            CourseAnswer.Of(outcome.Answer, names.Of(outcome.Answer.Instructor)),
            ApiJson.Default.CourseAnswer
        )
        {
            Fresh = TimeSpan.Zero,
        };
    }

    private static async Task<IResult> Create(Command<CreateCourseBody> command, IGrainFactory grains)
    {
        var (id, body) = (command.NewId("course"), command.Body);
        var outcome = await Course(grains, command.Caller.Organization, id)
            .Create(command.Caller, command.Key, new(body.Title, body.Description, body.Category, body.Level));
        return outcome.CreatedId(course => course.Value, $"/api/v1/courses/{id}");
    }

    private static async Task<IResult> AddModule(Guid courseId, Command<AddModuleBody> command, IGrainFactory grains)
    {
        var (id, body) = (new ModuleId(command.NewId("module")), command.Body);
        var outcome = await Course(grains, command.Caller.Organization, courseId)
            .AddModule(command.Caller, command.Key, new(id, body.Title, body.Description, body.Order));
        return outcome.CreatedId(module => module.Value, $"/api/v1/courses/{courseId}");
    }

    private static async Task<IResult> AddLesson(
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

    private static async Task<IResult> Publish(Guid courseId, Command command, IGrainFactory grains) =>
        (await Course(grains, command.Caller.Organization, courseId).Publish(command.Caller, command.Key)).NoContent();

    private static async Task<IResult> OfInstructor(
        HttpContext http,
        AccessTicket ticket,
        Paging paging,
        ICatalogQueries catalog,
        Cursors cursors
    )
    {
        var caller = ticket.Caller;
        var page = await catalog.OfInstructor(caller.Organization, caller.User, paging.Request, http.RequestAborted);
        return new JsonAnswer<Page<CourseListItem>>(
            cursors.Seal(page, http.Request.Path),
            ApiJson.Default.PageCourseListItem
        );
    }

    private static ICourseGrain Course(IGrainFactory grains, OrganizationId organization, Guid course) =>
        grains.GetGrain<ICourseGrain>(GrainKey.Of(organization, course));
}
