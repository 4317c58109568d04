using Academy.Calls;
using Academy.Commands;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Catalog;

/// <summary>A course: its draft and its published versions (<c>catalog:{id}</c>). Key: organization/course.</summary>
[Alias("catalog.course-grain")]
public interface ICourseGrain : IGrainWithStringKey
{
    [Alias("create")]
    Task<Outcome<CourseId>> Create(Caller caller, CommandKey? key, CreateCourse command);

    [Alias("add-module")]
    Task<Outcome<ModuleId>> AddModule(Caller caller, CommandKey? key, AddModule command);

    [Alias("add-lesson")]
    Task<Outcome<LessonId>> AddLesson(Caller caller, CommandKey? key, AddLesson command);

    /// <summary>Makes the draft a version that never changes; answers its number.</summary>
    [Alias("publish")]
    Task<Outcome<PublishedVersion>> Publish(Caller caller, CommandKey? key);

    /// <summary>Gives the course another instructor. Its own instructor may, and an admin.</summary>
    [Alias("hand-over")]
    Task<Outcome<Done>> HandOver(Caller caller, CommandKey? key, HandOverCourse command);

    /// <summary>Its instructor wants to leave: administrators are asked to take the published course over.</summary>
    [Repeatable, Alias("ask-for-hand-over")]
    Task<Outcome<Done>> AskForHandOver(Caller instructor);

    /// <summary>
    /// The course as the viewer may see it: the draft for its instructor and for admins, the published version for
    /// everybody else; null viewer means anybody.
    /// </summary>
    [ReadOnly, Alias("get")]
    Task<Outcome<CourseContent>> Get(Caller? viewer);

    /// <summary>The published version, or null.</summary>
    [ReadOnly, Alias("get-published")]
    Task<CourseContent?> GetPublished();
}

[GenerateSerializer, Immutable, Alias("catalog.published-version")]
public sealed record PublishedVersion([property: Id(0)] int Version);
