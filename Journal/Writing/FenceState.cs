namespace Academy.Journal.Writing;

/// <summary>What all lanes of a process know together: whether it may still write.</summary>
internal sealed class FenceState(Fence fence)
{
    private readonly TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Fence Fence { get; } = fence;

    /// <summary>Completes when the fence is gone.</summary>
    public Task Lost => lost.Task;

    public bool IsLost => lost.Task.IsCompleted;

    /// <returns>Whether that is news.</returns>
    public bool Lose() => lost.TrySetResult();

    public JournalFencedException Error() =>
        new(
            $"Another process took over from {Fence.Silo} (generation {Fence.Generation}); this one may not write any more."
        );
}
