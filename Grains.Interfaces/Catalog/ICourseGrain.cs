using Academy.Commands;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Catalog;

/// <summary>A course: its draft and its published versions (<c>catalog:{id}</c>). Key: organization/course.</summary>
public interface ICourseGrain : IGrainWithStringKey
{
    Task<Outcome<CourseId>> Create(Caller caller, CommandKey? key, CreateCourse command);

    Task<Outcome<ModuleId>> AddModule(Caller caller, CommandKey? key, AddModule command);

    Task<Outcome<LessonId>> AddLesson(Caller caller, CommandKey? key, AddLesson command);

    /// <summary>Makes the draft a version that never changes; answers its number.</summary>
    Task<Outcome<PublishedVersion>> Publish(Caller caller, CommandKey? key);

    /// <summary>
    /// The course as the viewer may see it: the draft for its instructor and for admins, the published version for
    /// everybody else; null viewer means anybody.
    /// </summary>
    [ReadOnly]
    Task<Outcome<CourseContent>> Get(Caller? viewer);

    /// <summary>The published version, or null.</summary>
    [ReadOnly]
    Task<CourseContent?> GetPublished();
}

[GenerateSerializer, Immutable]
public sealed record PublishedVersion([property: Id(0)] int Version);
