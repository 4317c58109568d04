namespace Academy.Simulation.Tests.Worlds;

/// <summary>
/// One thread on which everything runs: time, and the order of all that could run at the same moment, follow from a
/// seed. Nothing in here may ask the machine for anything.
/// </summary>
internal sealed class World(ulong seed)
{
    /// <summary>Steps after which something must be going round for ever.</summary>
    private const long StepsMax = 5_000_000;

    private readonly List<(Machine Machine, Task Work)> runnable = [];
    private readonly PriorityQueue<SimulatedTimer, (long Due, long Number)> timers = new();
    private int thread = Environment.CurrentManagedThreadId;
    private long timersMade;

    public Chance Chance { get; } = new(seed);

    /// <summary>Ticks of 100 ns since the beginning.</summary>
    public long Now { get; private set; }

    public long Steps { get; private set; }

    /// <summary>
    /// Now and then time passes although something could run, as on a slow machine: up to the next timer, which may
    /// cost somebody their lease.
    /// </summary>
    public bool MayBeSlow { get; set; }

    /// <summary>Everything that happened, boiled down: equal for equal runs.</summary>
    public ulong TraceHash { get; private set; } = 14695981039346656037;

    /// <summary>The world goes on on this thread.</summary>
    public void Adopt() => thread = Environment.CurrentManagedThreadId;

    /// <summary>Runs until <paramref name="main"/> is done and returns, or throws its failure.</summary>
    public void Run(Task main)
    {
        // The test runner has a context of its own, which would take over what is awaited here.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            RunUntilDone(main);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void RunUntilDone(Task main)
    {
        while (!main.IsCompleted)
        {
            if (Leak is not null)
                throw new InvalidOperationException($"Seed {seed}: something ran on another thread: {Leak}");
            if (++Steps > StepsMax)
                throw new InvalidOperationException($"Seed {seed}: no end after {Steps} steps.");
            if (runnable.Count > 0 && !(MayBeSlow && timers.Count > 0 && Chance.OneIn(40)))
                Step();
            else if (!Tick())
                throw new InvalidOperationException($"Seed {seed}: everybody waits, and nothing will happen any more.");
        }
        main.GetAwaiter().GetResult();
    }

    /// <summary>Adds something to what is compared between runs.</summary>
    public void Trace(string what)
    {
        foreach (var letter in what)
            TraceHash = (TraceHash ^ letter) * 1099511628211;
        TraceHash = (TraceHash ^ (ulong)Now) * 1099511628211;
    }

    /// <summary>Where something left the world for a thread of its own: then nothing can be repeated.</summary>
    public string? Leak { get; private set; }

    internal void Enqueue(Machine machine, Task work)
    {
        if (IsHere())
            runnable.Add((machine, work));
    }

    internal void Schedule(SimulatedTimer timer)
    {
        if (IsHere())
            timers.Enqueue(timer, (timer.Due, ++timersMade));
    }

    private bool IsHere()
    {
        if (Environment.CurrentManagedThreadId == thread)
            return true;
        Leak ??= Environment.StackTrace;
        return false;
    }

    private void Step()
    {
        var index = Chance.Below(runnable.Count);
        var (machine, work) = runnable[index];
        runnable[index] = runnable[^1];
        runnable.RemoveAt(runnable.Count - 1);
        TraceHash = (TraceHash ^ (ulong)(index + machine.Number * 1000)) * 1099511628211;
        machine.Execute(work);
    }

    private bool Tick()
    {
        while (timers.TryDequeue(out var timer, out var order))
        {
            if (!timer.IsDueAt(order.Due))
                continue; // Changed or disposed of meanwhile.
            Now = Math.Max(Now, order.Due);
            timer.Fire();
            return true;
        }
        return false;
    }
}

/// <summary>Numbers by chance from a seed: SplitMix64, which is the same on every machine and release.</summary>
internal sealed class Chance(ulong seed)
{
    // Mixed, or the numbers of the next seed would be these, one place further on.
    private ulong state = Mix(seed ^ 0xD1B54A32D192ED03);

    public ulong Next() => Mix(state += 0x9E3779B97F4A7C15);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public int Below(int limit) => (int)(Next() % (ulong)limit);

    /// <summary>From <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    public bool OneIn(int times) => Below(times) == 0;

    public TimeSpan Milliseconds(int least, int most) => TimeSpan.FromMicroseconds(Between(least * 1000, most * 1000));

    public T Pick<T>(IReadOnlyList<T> among) => among[Below(among.Count)];
}
