using Academy.Accounts;
using Academy.Catalog;
using Academy.Commands;
using Academy.Links;
using Academy.Streams;

namespace Academy.Grains.Catalog;

/// <summary>A course: the draft that its instructor works on, and the version that learners see.</summary>
internal sealed class Course : ICore
{
    public CourseContent? Draft { get; set; }

    public CourseContent? Published { get; set; }

    /// <summary>Whether the draft has something that no version has.</summary>
    public bool DraftChanged { get; set; }

    public OrganizationId Organization { get; set; }

    /// <summary>Administrators were asked to give it another instructor.</summary>
    public bool AwaitsHandOver { get; set; }

    public Decision<CourseId> Create(Caller caller, CourseId id, CreateCourse command)
    {
        if (caller.Role < Role.Instructor)
            return CatalogRefusals.InstructorsOnly;
        if (Draft is not null)
            return Draft.Instructor == caller.User ? Decision.Already(id) : CatalogRefusals.NotYourCourse;
        return Decision.Of(
            id,
            new CourseCreated(
                id,
                caller.Organization,
                caller.User,
                command.Title,
                command.Description,
                command.Category,
                command.Level
            )
        );
    }

    public Decision<ModuleId> AddModule(Caller caller, AddModule command)
    {
        if (RefusalFor(caller) is { } refusal)
            return refusal;
        if (Draft!.Modules.Any(m => m.Id == command.Module))
            return Decision.Already(command.Module);
        if (Draft.Modules.Count >= CatalogLimits.ModulesMax)
            return CatalogRefusals.CourseFull;
        var order = Math.Clamp(command.Order ?? int.MaxValue, 1, Draft.Modules.Count + 1);
        return Decision.Of(
            command.Module,
            new ModuleAdded(Draft.Id, command.Module, command.Title, command.Description, order)
        );
    }

    public Decision<LessonId> AddLesson(Caller caller, AddLesson command)
    {
        if (RefusalFor(caller) is { } refusal)
            return refusal;
        var module = Draft!.Modules.FirstOrDefault(m => m.Id == command.Module);
        if (module is null)
            return CatalogRefusals.ModuleNotFound;
        if (module.Lessons.Any(l => l.Id == command.Lesson))
            return Decision.Already(command.Lesson);
        if (module.Lessons.Count >= CatalogLimits.LessonsMax)
            return CatalogRefusals.CourseFull;
        if (!IsShowable(command.Kind, command.Content))
            return CatalogRefusals.LinkInvalid;
        return Decision.Of(
            command.Lesson,
            new LessonAdded(
                Draft.Id,
                command.Module,
                command.Lesson,
                command.Title,
                command.Kind,
                command.Content,
                command.DurationMinutes
            )
        );
    }

    /// <summary>A draft that did not change since the last version is that version.</summary>
    public Decision<PublishedVersion> Publish(Caller caller)
    {
        if (RefusalFor(caller) is { } refusal)
            return refusal;
        if (Published is not null && !DraftChanged)
            return Decision.Already(new PublishedVersion(Published.Version));
        var version = (Published?.Version ?? 0) + 1;
        return Decision
            .Of(
                new PublishedVersion(version),
                new CoursePublished(Draft!.Id, Organization, version, Draft.Modules.Count)
            )
            .With(new KeepPublished());
    }

    /// <param name="caller">Its instructor, or an admin.</param>
    /// <param name="command">The next instructor.</param>
    /// <param name="isTeacher">Whether they may teach in this organization.</param>
    /// <param name="moment">When.</param>
    public Decision<Done> HandOver(Caller caller, HandOverCourse command, bool isTeacher, Moment moment)
    {
        if (RefusalFor(caller) is { } refusal)
            return refusal;
        var former = Draft!.Instructor;
        if (former == command.Instructor)
            return Decision.Already(Done.Instance);
        return isTeacher
            ? Decision
                .Of(Done.Instance, new CourseHandedOver(Draft.Id, command.Instructor, former, caller.User))
                .With([
                    .. Published is null ? Array.Empty<Effect>() : [new KeepPublished()],
                    new EndLiveView(former, Draft.Id, moment.Now),
                    new FollowTeacher(Draft.Id, former, moment.Head + 1),
                ])
            : CatalogRefusals.NotATeacher;
    }

    /// <param name="caller">Its instructor.</param>
    /// <param name="isMailed">Whether there is mail to ask administrators with.</param>
    public Decision<Done> AskForHandOver(Caller caller, bool isMailed)
    {
        if (Draft?.Instructor != caller.User)
            return CatalogRefusals.CourseNotFound;
        return Published is null || AwaitsHandOver
            ? Decision.Already(Done.Instance)
            : Decision
                .Of(Done.Instance, new HandOverAsked(Draft.Id, caller.User))
                .With(isMailed ? [new AskAdmins(caller.User)] : []);
    }

    /// <summary>The course as the viewer may see it.</summary>
    public CourseContent? For(Caller? viewer) =>
        Draft is not null && ShowsDraft(Draft.Instructor, viewer)
            ? Draft with
            {
                Version = Published?.Version ?? 0,
                HasUnpublishedChanges = Published is not null && DraftChanged,
            }
            : Published;

    /// <summary>Whether this viewer sees the draft of a course that this instructor teaches.</summary>
    public static bool ShowsDraft(UserId instructor, Caller? viewer) =>
        viewer is not null && (viewer.User == instructor || viewer.Role == Role.Admin);

    public void Apply(object body, long seq, DateTimeOffset at)
    {
        switch (body)
        {
            case CourseCreated e:
                Organization = e.Organization;
                Draft = new CourseContent(e.CourseId, 0, e.Instructor, e.Title, e.Description, e.Category, e.Level, []);
                break;
            case ModuleAdded e:
                var modules = Draft!.Modules.ToList();
                modules.Insert(
                    Math.Min(e.Order - 1, modules.Count),
                    new ModuleContent(e.ModuleId, e.Title, e.Description, e.Order, [])
                );
                Draft = Draft with
                {
                    Modules = [.. modules.Select((m, i) => m.Order == i + 1 ? m : m with { Order = i + 1 })],
                };
                break;
            case LessonAdded e:
                // Earlier releases took any address.
                var content = LeadsElsewhere(e.Kind, e.Content) ? null : e.Content;
                var lesson = new LessonContent(e.LessonId, e.Title, e.Kind, content, e.DurationMinutes);
                Draft = Draft! with
                {
                    Modules =
                    [
                        .. Draft.Modules.Select(m =>
                            m.Id == e.ModuleId ? m with { Lessons = [.. m.Lessons, lesson] } : m
                        ),
                    ],
                };
                break;
            case CoursePublished e:
                Published = Draft! with { Version = e.Version };
                break;
            case HandOverAsked:
                AwaitsHandOver = true;
                return;
            case CourseHandedOver e:
                // Who teaches it is no part of a version: the published one stays what it is otherwise.
                AwaitsHandOver = false;
                Draft = Draft! with { Instructor = e.Instructor };
                Published = Published is null ? null : Published with { Instructor = e.Instructor };
                return;
        }
        DraftChanged = body is not CoursePublished;
    }

    /// <summary>A link leads to the web; so does a video, where its content is an address.</summary>
    private static bool IsShowable(LessonKind kind, string? content) =>
        kind == LessonKind.Link && content is not null
            ? WebAddress.Of(content) is not null
            : !LeadsElsewhere(kind, content);

    private static bool LeadsElsewhere(LessonKind kind, string? content) =>
        kind is LessonKind.Link or LessonKind.Video && content is not null && WebAddress.IsOfAnotherScheme(content);

    private Refusal? RefusalFor(Caller caller)
    {
        if (Draft is null)
            return CatalogRefusals.CourseNotFound;
        if (Draft.Instructor == caller.User || caller.Role == Role.Admin)
            return null;
        return Published is null ? CatalogRefusals.CourseNotFound : CatalogRefusals.NotYourCourse;
    }
}
