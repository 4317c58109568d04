using Academy.Journal;
using Academy.Journal.Reading;
using Academy.Journal.Writing;
using Academy.Simulation.Tests.Worlds;

namespace Academy.Simulation.Tests.Database;

/// <summary>The model in a world where nothing goes wrong.</summary>
internal sealed class QuietModel
{
    private readonly World world;
    private readonly Machine machine;

    public QuietModel(ulong seed)
    {
        world = new World(seed);
        machine = new Machine(world, 0, "caller");
        Database = new ModelDatabase(world, new Machine(world, 1, "database"), new DatabaseFaults(world.Chance));
    }

    public ModelDatabase Database { get; }

    public IJournalReader Reader => new ModelLink(Database, machine).Reader;

    public IWriteConnection Connect(Fence fence) =>
        Run(() => new ModelLink(Database, machine).ConnectAsync(fence, 0, default));

    public T Run<T>(Func<Task<T>> act)
    {
        var result = OnWorld(() => machine.Run(act));
        return result.GetAwaiter().GetResult();
    }

    public void Run(Func<Task> act) => OnWorld(() => machine.Run(act)).GetAwaiter().GetResult();

    public string ResultOf(Func<Task> act) => Run(() => DifferentialTests.ResultOf(act));

    private T OnWorld<T>(Func<T> start)
        where T : Task
    {
        world.Adopt();
        var task = start();
        world.Run(task);
        return task;
    }
}
