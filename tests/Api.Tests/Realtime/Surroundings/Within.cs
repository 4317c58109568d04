namespace Academy.Api.Tests.Realtime.Surroundings;

/// <summary>Bounded waits that say what was missing.</summary>
internal static class Within
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static async Task<T> Time<T>(Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(Limit);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Waited {Limit.TotalSeconds} s in vain for {what}.", e);
        }
    }

    public static Task Time(Task task, string what) => Time(Done(task), what);

    /// <summary>For conditions that no signal announces.</summary>
    public static async Task Holds(Func<bool> condition, Func<string> what)
    {
        for (var waited = TimeSpan.Zero; !condition(); waited += TimeSpan.FromMilliseconds(5))
        {
            Assert.True(waited < Limit, $"Waited {Limit.TotalSeconds} s in vain: {what()}");
            await Task.Delay(5);
        }
    }

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }
}
