namespace Academy.Journal.Writing;

/// <summary>The fence of this process, and whether it still stands. All writers share it.</summary>
internal sealed class OwnFence(Fence fence)
{
    private readonly TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Fence Fence { get; } = fence;

    /// <summary>Completes when a batch or a heartbeat found the fence row gone.</summary>
    public Task Lost => lost.Task;

    public bool IsLost => lost.Task.IsCompleted;

    /// <returns>False if it was marked before.</returns>
    public bool MarkLost() => lost.TrySetResult();

    public JournalFencedException ToException() =>
        new(
            $"Another process took over from {Fence.Silo} (generation {Fence.Generation}); "
                + "this one may not write any more."
        );
}
