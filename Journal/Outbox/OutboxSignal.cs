namespace Academy.Journal.Outbox;

/// <summary>
/// Wakes the worker of this process when rows were committed, or when it has capacity again. It has one waiter.
/// </summary>
internal sealed class OutboxSignal
{
    private volatile TaskCompletionSource raised = New();

    public void Raise() => raised.TrySetResult();

    /// <summary>
    /// Waits for a signal, or until the timeout. A look after it returns sees everything committed before.
    /// </summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        var signal = raised.Task;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(signal, Task.Delay(atMost, time, either.Token));
        await either.CancelAsync();
        if (signal.IsCompleted)
            raised = New();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
