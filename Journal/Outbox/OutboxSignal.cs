namespace Academy.Journal.Outbox;

/// <summary>Wakes the worker of this process: rows were committed, or there is room for more. For one waiter.</summary>
internal sealed class OutboxSignal
{
    private volatile TaskCompletionSource raised = New();

    public void Raise() => raised.TrySetResult();

    /// <summary>
    /// Waits for a signal, but not for ever. What is committed before it returns is seen by whoever looks then.
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
