using System.Text.Json;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Journal;
using Academy.Streams;

namespace Academy.Grains.Learning;

/// <summary>The course hears of a completion in the same transaction.</summary>
internal sealed record TellCourse(ModuleCompleted Completed) : Feed
{
    public override FeedItem ToFeed(StreamIdentity stream)
    {
        var item = new ActivityItem(
            ActivityItem.ModuleCompleted,
            new UserId(stream.Id),
            Completed.EnrollmentId,
            Completed.ModuleId,
            Completed.CompletedAt,
            Completed.CourseProgress
        );
        return new FeedItem(
            new StreamName("course", Completed.CourseId.ToString()).InJournal(stream.Organization),
            JsonSerializer.SerializeToUtf8Bytes(item, CourseActivityJson.Default.ActivityItem)
        );
    }
}

/// <summary>The course's activity looks at its feed at once.</summary>
internal sealed record NudgeCourse(CourseId CourseId) : Nudge;
