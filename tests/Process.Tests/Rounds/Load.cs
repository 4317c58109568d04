using System.Diagnostics;

namespace Academy.Processes.Rounds;

/// <summary>One round's traffic: how many were acknowledged, and when the next one was after a moment.</summary>
internal sealed class Load(TimeSpan pace = default)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> waiting = [];
    private volatile bool over;
    private int total;

    public bool IsOver => over;

    /// <summary>Before each command: nothing, when learners are to work as fast as they can.</summary>
    public Task PaceAsync() => pace > TimeSpan.Zero ? Task.Delay(pace) : Task.CompletedTask;

    public int Total => Volatile.Read(ref total);

    public void End() => over = true;

    public void Acknowledged()
    {
        lock (gate)
        {
            total++;
            waiting.FindAll(w => w.Count <= total).ForEach(w => w.Reached.TrySetResult());
            waiting.RemoveAll(w => w.Count <= total);
        }
    }

    /// <summary>Waits until so many more are acknowledged.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> MoreAsync(int count, string when)
    {
        var started = Stopwatch.GetTimestamp();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
            waiting.Add((total + count, reached));
        try
        {
            await reached.Task.WaitAsync(Patience);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Not {count} more acknowledged {when} within {Patience.TotalSeconds} s; {Total} in all.", e);
        }
        return Stopwatch.GetElapsedTime(started);
    }
}
