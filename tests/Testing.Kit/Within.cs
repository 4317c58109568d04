namespace Academy.Testing;

/// <summary>Bounded waits that say what was missing.</summary>
internal static class Within
{
    /// <summary>No test is about this: it is only long enough for a machine that has other things to do.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

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
    public static Task Holds(Func<bool> condition, Func<string> what) =>
        Holds(() => Task.FromResult(condition()), what);

    /// <inheritdoc cref="Holds(Func{bool}, Func{string})"/>
    public static async Task Holds(Func<Task<bool>> condition, Func<string> what)
    {
        using var patience = new CancellationTokenSource(Limit);
        while (!await condition())
        {
            Assert.False(patience.IsCancellationRequested, $"Waited {Limit.TotalSeconds} s in vain: {what()}");
            await Task.Delay(10);
        }
    }

    /// <inheritdoc cref="Holds(Func{bool}, Func{string})"/>
    public static Task Holds(Func<bool> condition, string what) => Holds(condition, () => what);

    /// <inheritdoc cref="Holds(Func{bool}, Func{string})"/>
    public static Task Holds(Func<Task<bool>> condition, string what) => Holds(condition, () => what);

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }
}
