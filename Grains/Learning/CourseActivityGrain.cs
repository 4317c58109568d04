using System.Text.Json;
using Academy.Grains.Accounts;
using Academy.Learning;
using Academy.Streams;
using Orleans;

namespace Academy.Grains.Learning;

/// <summary>Shows a course's instructors what learners' streams left for the course.</summary>
internal sealed class CourseActivityGrain : Grain, ICourseActivityGrain
{
    private readonly IFeedStream<CourseActivityState> stream;

    public CourseActivityGrain([JournaledStream("course")] IFeedStream<CourseActivityState> stream, Names names)
    {
        this.stream = stream;
        stream.Show(new View(stream, names));
    }

    public Task Nudge()
    {
        stream.Nudge();
        return Task.CompletedTask;
    }

    private sealed class View(IFeedStream<CourseActivityState> stream, Names names) : IStreamView
    {
        public ValueTask PrepareSnapshot() => names.EnsureAsync(stream.State.Latest.Select(i => i.UserId));

        public byte[] EncodeSnapshot(Audience audience) =>
            JsonSerializer.SerializeToUtf8Bytes(
                new CourseActivityView([.. stream.State.Latest.Select(i => ActivityItemView.Of(i, names))]),
                CourseActivityJson.Default.CourseActivityView
            );

        public async ValueTask<OpenedTexts> PrepareEvents(IReadOnlyList<object> events)
        {
            await names.EnsureAsync(events.OfType<CourseActivity>().SelectMany(e => e.Items).Select(i => i.UserId));
            return default;
        }
    }
}
