namespace Academy.Simulation.Tests.Worlds;

/// <summary>
/// Something that runs by itself and may die or be stopped: a process, the database, the clients. Its work is scheduled
/// here and its clock is this one.
/// </summary>
internal sealed class Machine : TaskScheduler
{
    private readonly World world;
    private readonly Queue<Task> held = new();
    private bool dead;
    private bool paused;

    public Machine(World world, int number, string name)
    {
        (this.world, Number, Name) = (world, number, name);
        Clock = new SimulatedTime(world, this);
    }

    public World World => world;

    public int Number { get; }

    public string Name { get; }

    public SimulatedTime Clock { get; }

    public bool IsDead => dead;

    public bool IsPaused => paused;

    /// <summary>All memory is gone: nothing that was under way goes on.</summary>
    public void Die()
    {
        dead = true;
        held.Clear();
    }

    /// <summary>SIGSTOP: everything stays as it is, until <see cref="Resume"/>.</summary>
    public void Pause() => paused = true;

    public void Resume()
    {
        paused = false;
        while (held.TryDequeue(out var work))
            world.Enqueue(this, work);
    }

    /// <summary>Runs something here.</summary>
    public Task Run(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    public Task<T> Run<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    public void Run(Action work) =>
        _ = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    internal void Execute(Task work)
    {
        if (dead)
            return;
        if (paused)
            held.Enqueue(work);
        else
            TryExecuteTask(work);
    }

    protected override void QueueTask(Task task)
    {
        if (!dead)
            world.Enqueue(this, task);
    }

    // Never on the stack of another: the order is the world's to choose.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
