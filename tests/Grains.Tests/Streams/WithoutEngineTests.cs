using Academy.Accounts;
using Academy.Catalog;
using Academy.Commands;
using Academy.Grains.Catalog;
using Academy.Grains.Tests.Streams.Hot;

namespace Academy.Grains.Tests.Streams;

/// <summary>A grain is made, loaded and asked with no engine around it: what the simulation stands on.</summary>
public sealed class WithoutEngineTests
{
    [Fact]
    public async Task A_grain_and_its_stream_run_in_any_host()
    {
        var (journal, id) = (new ScriptedJournal(), Guid.NewGuid());
        var host = new TestHost(GrainKey.Of(OrganizationId.Default, id));
        var stream = await host.StartAsync("catalog", new CourseStream(), journal, CourseEvents.Types);
        var courses = new PublishedCourseCache(null!, TimeProvider.System);
        var grain = await host.Turn(() => Task.FromResult(new CourseGrain(stream, courses, null!, null!)));
        var teacher = new Caller(OrganizationId.Default, new UserId(Guid.NewGuid()), Role.Instructor);

        var creating = host.Turn(() =>
            grain.Create(teacher, null, new CreateCourse("Title", "", "Testing", CourseLevel.Beginner))
        );
        await journal.SentAsync(1);
        journal.Commit(1);
        Assert.Equal(new CourseId(id), RunningAcademy.Accept(await creating));

        var publishing = host.Turn(() => grain.Publish(teacher, null));
        await journal.SentAsync(2);
        Assert.Null(courses.Known(host.Grain.Key.ToString()!));
        journal.Commit(2);
        RunningAcademy.Accept(await publishing);
        Assert.Equal(1, courses.Known(host.Grain.Key.ToString()!)!.Content.Version);
    }
}
