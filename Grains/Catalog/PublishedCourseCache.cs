using System.Collections.Concurrent;
using Academy.Catalog;
using Orleans;

namespace Academy.Grains.Catalog;

/// <summary>
/// The published versions that this silo's grains work with. A version never changes but for who teaches it; which one
/// is the latest is known at once on the silo that published it, and elsewhere within <see cref="FreshFor"/>.
/// </summary>
internal sealed class PublishedCourseCache(IGrainFactory grains, TimeProvider clock)
{
    private const int CoursesMax = 10_000;

    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Entry> courses = new();

    /// <summary>The latest version, or null when the course is not published.</summary>
    /// <param name="key">The course grain's key, which has the organization.</param>
    public ValueTask<PublishedCourse?> Latest(string key) =>
        courses.TryGetValue(key, out var entry) && clock.GetElapsedTime(entry.ReadAt) < FreshFor
            ? new(entry.Course)
            : new(Fetch(key, entry));

    /// <summary>The latest version that is at hand without asking, or null.</summary>
    public PublishedCourse? Known(string key) => courses.GetValueOrDefault(key)?.Course;

    public void Put(string key, CourseContent content)
    {
        if (courses.Count >= CoursesMax)
            courses.Clear();
        courses.AddOrUpdate(
            key,
            static (_, put) => new Entry(new PublishedCourse(put.content), put.now),
            static (_, old, put) =>
                old.Course.Content.Version > put.content.Version || IsSame(old.Course.Content, put.content)
                    ? old with
                    {
                        ReadAt = put.now,
                    }
                    : new Entry(new PublishedCourse(put.content), put.now),
            (content, now: clock.GetTimestamp())
        );
    }

    private static bool IsSame(CourseContent one, CourseContent other) =>
        one.Version == other.Version && one.Instructor == other.Instructor;

    private async Task<PublishedCourse?> Fetch(string key, Entry? known)
    {
        // Whoever finds it stale first asks; the others go on with what they have.
        if (known is not null && !courses.TryUpdate(key, known with { ReadAt = clock.GetTimestamp() }, known))
            return known.Course;
        if (await grains.GetGrain<ICourseGrain>(key).GetPublished() is not { } content)
            return null;
        Put(key, content);
        return courses.TryGetValue(key, out var entry) ? entry.Course : new PublishedCourse(content);
    }

    private sealed record Entry(PublishedCourse Course, long ReadAt);
}
