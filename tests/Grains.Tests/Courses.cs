using Academy.Accounts;
using Academy.Catalog;
using Academy.Grains.Catalog;

namespace Academy.Grains.Tests;

/// <summary>Courses for tests; ids follow from numbers, so that a failure is readable.</summary>
internal static class Courses
{
    public static readonly UserId Learner = new(Number(0xA));
    public static readonly UserId Teacher = new(Number(0xB));

    public static Guid Number(int n) => new(n, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    public static CourseId CourseId(int n = 1) => new(Number(0x1000 + n));

    public static ModuleId Module(int n) => new(Number(0x2000 + n));

    public static LessonId Lesson(int n) => new(Number(0x3000 + n));

    /// <summary>A published course with one module per number: that many lessons each.</summary>
    public static PublishedCourse Published(params int[] lessonsPerModule)
    {
        var lesson = 0;
        var modules = lessonsPerModule.Select(
            (lessons, i) =>
                new ModuleContent(
                    Module(i + 1),
                    $"Module {i + 1}",
                    null,
                    i + 1,
                    [
                        .. Enumerable
                            .Range(0, lessons)
                            .Select(_ => new LessonContent(
                                Lesson(++lesson),
                                $"Lesson {lesson}",
                                LessonKind.Text,
                                null,
                                null
                            )),
                    ]
                )
        );
        return new PublishedCourse(
            new CourseContent(CourseId(), 1, Teacher, "A course", "", "Testing", CourseLevel.Beginner, [.. modules])
        );
    }

    public static PublishedCourse WithModules(int count) => Published(new int[count]);
}
