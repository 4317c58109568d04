using Academy.Catalog;
using Academy.Commands;
using Academy.Grains.Streams;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Grains.Catalog;

[Reentrant]
internal sealed class CourseGrain(GrainShell shell, CourseShelf shelf)
    : JournaledGrain<Course>(shell, "catalog", CatalogJson.Default.Course), ICourseGrain
{
    public Task<Outcome<CourseId>> Create(Caller caller, CommandKey? key, CreateCourse command)
    {
        var id = new CourseId(Guid.Parse(Name.Id));
        return Execute(caller, key, CatalogJson.Default.CourseId, (course, _) => course.Create(caller, id, command));
    }

    public Task<Outcome<ModuleId>> AddModule(Caller caller, CommandKey? key, AddModule command) =>
        Execute(caller, key, CatalogJson.Default.ModuleId, (course, _) => course.AddModule(caller, command));

    public Task<Outcome<LessonId>> AddLesson(Caller caller, CommandKey? key, AddLesson command) =>
        Execute(caller, key, CatalogJson.Default.LessonId, (course, _) => course.AddLesson(caller, command));

    public Task<Outcome<PublishedVersion>> Publish(Caller caller, CommandKey? key) =>
        Execute(caller, key, CatalogJson.Default.PublishedVersion, (course, _) => course.Publish(caller));

    public Task<Outcome<CourseContent>> Get(Caller? viewer) =>
        Task.FromResult<Outcome<CourseContent>>(State.For(viewer) is { } content ? content : CatalogRefusals.CourseNotFound);

    public Task<CourseContent?> GetPublished() => Task.FromResult(State.Published);

    protected override void Committed(long firstSeq, IReadOnlyList<object> events, DateTimeOffset at)
    {
        if (events.Any(e => e is CoursePublished))
            shelf.Put(this.GetPrimaryKeyString(), State.Published!);
    }
}
