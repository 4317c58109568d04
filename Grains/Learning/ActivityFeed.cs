using System.Text.Json;
using Academy.Accounts;
using Academy.Journal;
using Academy.Learning;
using Academy.Streams;

namespace Academy.Grains.Learning;

/// <summary>What a learner's events leave for the streams of the courses.</summary>
internal static class ActivityFeed
{
    public static IReadOnlyList<FeedItem> Of(OrganizationId organization, UserId user, IReadOnlyList<object> events)
    {
        List<FeedItem>? feed = null;
        foreach (var body in events)
        {
            if (body is not ModuleCompleted e)
                continue;
            var item = new ActivityItem(
                ActivityItem.ModuleCompleted, user, e.EnrollmentId, e.ModuleId, e.CompletedAt, e.CourseProgress);
            (feed ??= []).Add(new FeedItem(
                new StreamName("course", e.CourseId.ToString()).InJournal(organization),
                JsonSerializer.SerializeToUtf8Bytes(item, CourseActivityJson.Default.ActivityItem)));
        }
        return feed ?? [];
    }
}
