using System.Collections.Concurrent;
using Academy.Learning;
using Microsoft.Extensions.Logging;
using Orleans;

namespace Academy.Grains.Learning;

/// <summary>
/// Nudges the owners of course streams, at most once per <see cref="Interval"/> and course: thousands of completions a
/// second are one call. A lost nudge loses nothing, the owner sweeps as well.
/// </summary>
internal sealed partial class CourseActivityNudges(
    IGrainFactory grains,
    TimeProvider clock,
    ILogger<CourseActivityNudges> logger
)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, bool> waiting = new();

    public void Nudge(string courseKey)
    {
        if (waiting.TryAdd(courseKey, true))
            _ = Send(courseKey);
    }

    private async Task Send(string courseKey)
    {
        try
        {
            await Task.Delay(Interval, clock, default);
            waiting.TryRemove(courseKey, out _);
            await grains.GetGrain<ICourseActivityGrain>(courseKey).Nudge();
        }
        catch (Exception e)
        {
            waiting.TryRemove(courseKey, out _);
            LogFailed(logger, courseKey, e);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Nudging course {Course} failed; its sweep will find what is there"
    )]
    private static partial void LogFailed(ILogger logger, string course, Exception exception);
}
