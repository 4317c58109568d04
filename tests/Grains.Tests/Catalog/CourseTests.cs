using Academy.Accounts;
using Academy.Catalog;
using Academy.Commands;
using Academy.Grains.Catalog;
using Academy.Streams;
using static Academy.Grains.Tests.Courses;

namespace Academy.Grains.Tests.Catalog;

public sealed class CourseTests
{
    private static readonly Caller Instructor = new(OrganizationId.Default, Teacher, Role.Instructor);
    private static readonly Caller Student = new(OrganizationId.Default, Learner, Role.Student);
    private static readonly Caller Admin = new(OrganizationId.Default, new UserId(Number(0xC)), Role.Admin);
    private static readonly Caller Colleague = new(OrganizationId.Default, new UserId(Number(0xD)), Role.Instructor);
    private static readonly CreateCourse Create = new("Title", "Description", "Category", CourseLevel.Beginner);

    private readonly Scenario<Course> course = new();

    [Fact]
    public void Students_do_not_create_courses() =>
        course.Refuses(CatalogRefusals.InstructorsOnly, c => c.Create(Student, CourseId(), Create));

    [Fact]
    public void A_draft_is_seen_by_its_instructor_and_admins_only()
    {
        Created();
        Assert.NotNull(course.Core.For(Instructor));
        Assert.NotNull(course.Core.For(Admin));
        Assert.Null(course.Core.For(Student));
        Assert.Null(course.Core.For(null));
    }

    [Fact]
    public void Others_are_not_told_that_a_draft_exists_but_may_not_change_a_published_course()
    {
        Created();
        course.Refuses(CatalogRefusals.CourseNotFound, c => c.Publish(Colleague));
        course.Do(c => c.Publish(Instructor));
        course.Refuses(CatalogRefusals.NotYourCourse, c => c.Publish(Colleague));
    }

    [Fact]
    public void A_course_gets_another_instructor_in_its_draft_and_in_what_is_published()
    {
        Created();
        var command = new HandOverCourse(Colleague.User);
        Decision<Done> By(Caller caller, Course c) => c.HandOver(caller, command, isTeacher: true, course.Moment);
        course.Refuses(CatalogRefusals.CourseNotFound, c => By(Colleague, c));
        course.Do(c => c.Publish(Instructor));
        course.Refuses(CatalogRefusals.NotYourCourse, c => By(Colleague, c));
        course.Refuses(CatalogRefusals.NotATeacher, c => c.HandOver(Instructor, command, false, course.Moment));
        course.Do(c => c.AskForHandOver(Instructor, isMailed: false));
        Add(1, null);
        course.Do(c => By(Admin, c));
        Assert.Equal(
            (Colleague.User, Colleague.User, true, false),
            (
                course.Core.Draft!.Instructor,
                course.Core.Published!.Instructor,
                course.Core.DraftChanged,
                course.Core.AwaitsHandOver
            )
        );
        Assert.Empty(course.Core.HandOver(Colleague, command, isTeacher: true, course.Moment).Events);
        course.Refuses(CatalogRefusals.NotYourCourse, c => c.Publish(Instructor));
        course.Do(c => c.Publish(Colleague));
    }

    [Fact]
    public void Administrators_are_asked_once_and_only_about_what_is_published()
    {
        Created();
        Assert.Empty(course.Core.AskForHandOver(Instructor, isMailed: true).Events);
        course.Do(c => c.Publish(Instructor));
        course.Refuses(CatalogRefusals.CourseNotFound, c => c.AskForHandOver(Colleague, isMailed: true));
        Assert.Empty(course.Core.AskForHandOver(Instructor, isMailed: false).Effects);
        Assert.Equal(
            [new AskAdmins(Instructor.User)],
            course.Effects(c => c.AskForHandOver(Instructor, isMailed: true))
        );
        Assert.Empty(course.Core.AskForHandOver(Instructor, isMailed: true).Events);
        Assert.False(course.Core.DraftChanged);
    }

    [Theory]
    [InlineData(LessonKind.Link, "https://example.org/a?b=c#d", true)]
    [InlineData(LessonKind.Link, "HTTP://example.org", true)]
    [InlineData(LessonKind.Link, null, true)]
    [InlineData(LessonKind.Link, "javascript:alert(1)", false)]
    [InlineData(LessonKind.Link, "  JavaScript:alert(1)", false)]
    [InlineData(LessonKind.Link, "java\nscript:alert(1)", false)]
    [InlineData(LessonKind.Link, "data:text/html,<script>alert(1)</script>", false)]
    [InlineData(LessonKind.Link, "vbscript:x", false)]
    [InlineData(LessonKind.Link, "mailto:a@example.org", false)]
    [InlineData(LessonKind.Link, "https://bank.example@evil.example", false)]
    [InlineData(LessonKind.Link, "//example.org", false)]
    [InlineData(LessonKind.Link, "/etc/passwd", false)]
    [InlineData(LessonKind.Link, "some words", false)]
    [InlineData(LessonKind.Link, "", false)]
    [InlineData(LessonKind.Video, "https://example.org/v.mp4", true)]
    [InlineData(LessonKind.Video, "Intro: what comes", true)]
    [InlineData(LessonKind.Video, "/videos/1.mp4", true)]
    [InlineData(LessonKind.Video, "javascript:alert(1)", false)]
    [InlineData(LessonKind.Video, "java\nscript:alert('a b')", false)]
    [InlineData(LessonKind.Text, "javascript:alert(1) is a classic", true)]
    [InlineData(LessonKind.Exercise, "javascript:alert(1)", true)]
    public void A_link_leads_to_the_web(LessonKind kind, string? content, bool isTaken)
    {
        Created();
        Add(1, null);
        var lesson = new AddLesson(Module(1), Lesson(1), "L", kind, content, null);
        if (!isTaken)
            course.Refuses(CatalogRefusals.LinkInvalid, c => c.AddLesson(Instructor, lesson));
        else
            course.Do(c => c.AddLesson(Instructor, lesson));
    }

    [Theory]
    [InlineData(LessonKind.Link, "www.example.org/a", true)]
    [InlineData(LessonKind.Link, "ask mailto:a@example.org", true)]
    [InlineData(LessonKind.Video, "Part 1: what comes", true)]
    [InlineData(LessonKind.Text, "javascript:alert(1)", true)]
    [InlineData(LessonKind.Link, "javascript:alert(1)", false)]
    [InlineData(LessonKind.Link, " \u0001java\n\tscript:alert('a b')", false)]
    [InlineData(LessonKind.Link, "DATA:text/html,<script>", false)]
    [InlineData(LessonKind.Video, "ftp://example.org/v.mp4", false)]
    public void Of_what_earlier_releases_took_nothing_is_shown_that_leads_elsewhere(
        LessonKind kind,
        string content,
        bool isShown
    )
    {
        Created();
        Add(1, null);
        course.Given(new LessonAdded(CourseId(), Module(1), Lesson(1), "L", kind, content, null));
        Assert.Equal(isShown ? content : null, course.Core.Draft!.Modules[0].Lessons[0].Content);
    }

    [Fact]
    public void Modules_keep_the_order_they_are_given()
    {
        Created();
        Add(1, null);
        Add(2, null);
        Add(3, 1);
        Add(4, 99);
        Assert.Equal([Module(3), Module(1), Module(2), Module(4)], course.Core.Draft!.Modules.Select(m => m.Id));
        Assert.Equal([1, 2, 3, 4], course.Core.Draft.Modules.Select(m => m.Order));
    }

    [Fact]
    public void A_lesson_for_a_module_that_is_not_there_is_refused()
    {
        Created();
        course.Refuses(CatalogRefusals.ModuleNotFound, c =>
            c.AddLesson(Instructor, new AddLesson(Module(9), Lesson(1), "L", LessonKind.Text, null, null))
        );
    }

    [Fact]
    public void A_published_version_does_not_change_when_the_draft_does()
    {
        Created();
        Add(1, null);
        Assert.Equal(1, course.Do(c => c.Publish(Instructor)).Version);
        Add(2, null);

        Assert.Single(course.Core.For(Student)!.Modules);
        Assert.Equal(2, course.Core.For(Instructor)!.Modules.Count);
        Assert.Equal(2, course.Do(c => c.Publish(Instructor)).Version);
        Assert.Equal(2, course.Core.For(Student)!.Modules.Count);
    }

    [Fact]
    public void Publishing_an_unchanged_draft_is_the_same_version()
    {
        Created();
        Add(1, null);
        course.Do(c => c.Publish(Instructor));
        var head = course.Head;
        Assert.Equal(1, course.Do(c => c.Publish(Instructor)).Version);
        Assert.Equal(head, course.Head);
    }

    [Fact]
    public void What_is_published_is_kept_at_hand_and_only_that()
    {
        Created();
        Assert.Empty(course.Effects(c => c.AddModule(Instructor, new AddModule(Module(1), "Module", null, null))));
        Assert.Equal([new KeepPublished()], course.Effects(c => c.Publish(Instructor)));
        Assert.Empty(course.Effects(c => c.Publish(Instructor)));
    }

    [Fact]
    public void A_course_has_a_most_of_modules()
    {
        Created();
        for (var n = 1; n <= CatalogLimits.ModulesMax; n++)
            Add(n, null);
        course.Refuses(CatalogRefusals.CourseFull, c =>
            c.AddModule(Instructor, new AddModule(Module(0xFFF), "One more", null, null))
        );
    }

    private void Created() => course.Do(c => c.Create(Instructor, CourseId(), Create));

    private void Add(int n, int? order) =>
        course.Do(c => c.AddModule(Instructor, new AddModule(Module(n), $"Module {n}", null, order)));
}
