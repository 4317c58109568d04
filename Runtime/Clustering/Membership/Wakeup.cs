namespace Academy.Runtime.Clustering;

/// <summary>Stays set until the loop that waits for it has noticed.</summary>
internal sealed class Wakeup
{
    private volatile TaskCompletionSource _set = New();

    internal Task Task => _set.Task;

    internal void Set() => _set.TrySetResult();

    internal void Reset()
    {
        if (_set.Task.IsCompleted)
        {
            _set = New();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
