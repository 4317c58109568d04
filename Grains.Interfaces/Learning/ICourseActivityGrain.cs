using Academy.Streams;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Learning;

/// <summary>
/// What happens in a course, for its instructors (<c>course:{id}</c>): fed by the streams of its learners, so that a
/// busy course never queues them behind one writer. Key: organization/course.
/// </summary>
[Alias("learning.course-activity-grain")]
public interface ICourseActivityGrain : IGrainWithStringKey
{
    /// <summary>
    /// Says that the feed has something new; losing this call loses nothing, because the owner also sweeps.
    /// </summary>
    [AlwaysInterleave, OneWay, Alias("nudge")]
    Task Nudge();
}
