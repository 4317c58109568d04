namespace Academy.Runtime.Clustering;

/// <summary>Stays set until the loop that waits for it has noticed.</summary>
/// <param name="scheduler">Where loops run; null: the thread pool.</param>
internal sealed class Wakeup(TaskScheduler? scheduler)
{
    private volatile TaskCompletionSource _set = New(scheduler);

    internal Task Task => _set.Task;

    internal void Set() => _set.TrySetResult();

    internal void Reset()
    {
        if (_set.Task.IsCompleted)
        {
            _set = New(scheduler);
        }
    }

    /// <summary>Who waits for it goes on elsewhere: on the thread pool, or where the scheduler says.</summary>
    internal static TaskCompletionSource New(TaskScheduler? scheduler) =>
        new(scheduler is null ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None);
}
