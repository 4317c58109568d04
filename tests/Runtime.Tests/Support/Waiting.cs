using System.Runtime.CompilerServices;

namespace Academy.Runtime.Tests.Support;

/// <summary>Bounded waits that say what was missing.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task Within(this Task task, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        if (await Task.WhenAny(task, Task.Delay(Limit)) != task)
        {
            Assert.Fail($"Waited {Limit.TotalSeconds} s for: {what}");
        }

        await task;
    }

    public static async Task<T> Within<T>(this Task<T> task, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        await ((Task)task).Within(what);
        return await task;
    }

    public static async Task<TException> Throws<TException>(
        this Task task, [CallerArgumentExpression(nameof(task))] string what = "") where TException : Exception =>
        await Assert.ThrowsAsync<TException>(() => task.Within(what));
}

/// <summary>Something that a test opens and others wait for.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Opened => _opened.Task;

    public void Open() => _opened.TrySetResult();
}
