using System.Diagnostics;

namespace Academy.Processes.Clients;

/// <summary>
/// One round's traffic: how many were acknowledged, to whom, and when the next one was after a moment.
/// </summary>
internal sealed class Load(TimeSpan pace = default)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly Lock gate = new();
    private readonly List<Waiting> waiting = [];
    private readonly SortedDictionary<string, int> failures = new(StringComparer.Ordinal);
    private volatile bool over;
    private int total;
    private int attempts;
    private TimeSpan slowest;

    public bool IsOver => over;

    public int Total => Volatile.Read(ref total);

    /// <summary>How often it was tried, repeats included.</summary>
    public int Attempts => Volatile.Read(ref attempts);

    /// <summary>From the first attempt at a command to its answer: the longest.</summary>
    public TimeSpan Slowest
    {
        get
        {
            lock (gate)
                return slowest;
        }
    }

    /// <summary>Attempts that failed, by what was answered; <c>none</c> is no answer at all.</summary>
    public IReadOnlyDictionary<string, int> Failures
    {
        get
        {
            lock (gate)
                return new SortedDictionary<string, int>(failures, StringComparer.Ordinal);
        }
    }

    /// <summary>Before each command: nothing, when learners are to work as fast as they can.</summary>
    public Task PaceAsync() => pace > TimeSpan.Zero ? Task.Delay(pace) : Task.CompletedTask;

    public void End() => over = true;

    public void Tried() => Interlocked.Increment(ref attempts);

    public void Failed(string code)
    {
        lock (gate)
            failures[code] = failures.GetValueOrDefault(code) + 1;
    }

    /// <param name="who">Whose command it was.</param>
    /// <param name="begun">When it was asked for the first time.</param>
    /// <param name="sent">When the attempt left that was answered.</param>
    public void Acknowledged(Guid who, long begun, long sent)
    {
        lock (gate)
        {
            total++;
            var took = Stopwatch.GetElapsedTime(begun);
            slowest = took > slowest ? took : slowest;
            waiting.RemoveAll(one => one.Takes(total, who, sent));
        }
    }

    /// <summary>Waits until so many more are acknowledged.</summary>
    /// <returns>How long it took.</returns>
    public Task<TimeSpan> MoreAsync(int count, string when)
    {
        lock (gate)
            return WaitAsync(new Count(total + count), () =>
                $"Not {count} more acknowledged {when} within {Patience.TotalSeconds} s; {Total} in all."
            );
    }

    /// <summary>Waits until each of these is acknowledged something that was sent from now on.</summary>
    /// <returns>How long it took until the last one was.</returns>
    public Task<TimeSpan> EveryoneAsync(IEnumerable<Guid> people, string when)
    {
        var missing = new Everyone(people);
        return WaitAsync(missing, () => $"Not acknowledged {when} within {Patience.TotalSeconds} s: {missing}.");
    }

    private async Task<TimeSpan> WaitAsync(Waiting what, Func<string> otherwise)
    {
        lock (gate)
            waiting.Add(what);
        try
        {
            await what.Reached.Task.WaitAsync(Patience);
        }
        catch (TimeoutException e)
        {
            string failed;
            lock (gate)
                failed = string.Join(", ", failures.Select(failure => $"{failure.Value} {failure.Key}"));
            throw new TimeoutException($"{otherwise()} Failed attempts: {failed}", e);
        }
        return Stopwatch.GetElapsedTime(what.Since);
    }

    private abstract class Waiting
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Since { get; } = Stopwatch.GetTimestamp();

        /// <returns>True when it need not wait any longer.</returns>
        public bool Takes(int total, Guid who, long sent) => IsReached(total, who, sent) && Reached.TrySetResult();

        protected abstract bool IsReached(int total, Guid who, long sent);
    }

    private sealed class Count(int wanted) : Waiting
    {
        protected override bool IsReached(int total, Guid who, long sent) => total >= wanted;
    }

    private sealed class Everyone(IEnumerable<Guid> people) : Waiting
    {
        private readonly HashSet<Guid> missing = [.. people];

        public override string ToString() => string.Join(", ", missing);

        protected override bool IsReached(int total, Guid who, long sent) =>
            sent >= Since && missing.Remove(who) && missing.Count == 0;
    }
}
