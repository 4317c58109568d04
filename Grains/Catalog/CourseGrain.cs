using Academy.Catalog;
using Academy.Commands;
using Academy.Streams;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Grains.Catalog;

[Reentrant]
internal sealed class CourseGrain : Grain, ICourseGrain
{
    private readonly IJournaledStream<Course> stream;
    private readonly HandOverMail mail;
    private readonly Teachers teachers;

    public CourseGrain(
        [JournaledStream("catalog")] IJournaledStream<Course> stream,
        PublishedCourseCache courses,
        Teachers teachers,
        HandOverMail mail
    )
    {
        (this.stream, this.teachers, this.mail) = (stream, teachers, mail);
        stream.OnNudge<KeepPublished>(_ => courses.Put(stream.Host.Key, stream.State.Published!));
    }

    public Task<Outcome<CourseId>> Create(Caller caller, CommandKey? key, CreateCourse command)
    {
        var id = new CourseId(Guid.Parse(stream.Name.Id));
        return stream.Execute(caller, key, (course, _) => course.Create(caller, id, command));
    }

    public Task<Outcome<ModuleId>> AddModule(Caller caller, CommandKey? key, AddModule command) =>
        stream.Execute(caller, key, (course, _) => course.AddModule(caller, command));

    public Task<Outcome<LessonId>> AddLesson(Caller caller, CommandKey? key, AddLesson command) =>
        stream.Execute(caller, key, (course, _) => course.AddLesson(caller, command));

    public Task<Outcome<PublishedVersion>> Publish(Caller caller, CommandKey? key) =>
        stream.Execute(caller, key, (course, _) => course.Publish(caller));

    public Task<Outcome<Done>> HandOver(Caller caller, CommandKey? key, HandOverCourse command) =>
        stream.Execute(
            caller,
            key,
            async (_, cancellation) =>
                await teachers.ContainsAsync(stream.Organization, command.Instructor, cancellation),
            (course, isTeacher, moment) => course.HandOver(caller, command, isTeacher, moment)
        );

    public Task<Outcome<Done>> AskForHandOver(Caller instructor) =>
        stream.Execute(instructor, key: null, (course, _) => course.AskForHandOver(instructor, mail.IsSent));

    public Task<Outcome<CourseContent>> Get(Caller? viewer) =>
        Task.FromResult<Outcome<CourseContent>>(
            stream.State.For(viewer) is { } content ? content : CatalogRefusals.CourseNotFound
        );

    public Task<CourseContent?> GetPublished() => Task.FromResult(stream.State.Published);
}
