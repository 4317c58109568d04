using Academy.Processes.Clients;

namespace Academy.Processes.Rounds;

/// <summary>Something that goes wrong while learners work, and what makes it right again.</summary>
internal abstract class Fault
{
    /// <summary>More than can be under way at once: so many answers belong to the time after.</summary>
    private const int First = 20;

    public abstract string Name { get; }

    /// <summary>The server talks to PostgreSQL through the door that can be cut.</summary>
    public virtual bool ThroughDoor => false;

    /// <returns>From the moment the cause was gone until learners were answered again.</returns>
    public abstract Task<TimeSpan> StrikeAsync(Stage stage, Load load, Random random);

    protected static Task<TimeSpan> AnsweredAgainAsync(Load load) => load.MoreAsync(First, "after the fault");

    /// <summary>Why it cannot be played on this machine; null when it can.</summary>
    public virtual string? Hindrance => null;

    public static IReadOnlyList<Fault> All { get; } =
    [
        new KilledServer(),
        new StoppedServer(),
        new FrozenServer(),
        new ReplacedServer(),
        new CutClients(),
        new KilledPostmaster(),
        new KilledBackend(),
        new CrashedDatabase(),
        new FrozenDatabase(),
        new CutDatabase(),
        new FailedSync(),
    ];
}

/// <summary>kill -9 of the server.</summary>
internal sealed class KilledServer : Fault
{
    public override string Name => "server killed";

    public override async Task<TimeSpan> StrikeAsync(Stage stage, Load load, Random random)
    {
        await stage.Server.Kill();
        var again = AnsweredAgainAsync(load);
        await stage.RestartServerAsync();
        return await again;
    }
}

/// <summary>SIGTERM under load.</summary>
internal sealed class StoppedServer : Fault
{
    public override string Name => "server stopped";

    public override async Task<TimeSpan> StrikeAsync(Stage stage, Load load, Random random)
    {
        Assert.Equal(0, await stage.Server.Stop());
        var again = AnsweredAgainAsync(load);
        await stage.RestartServerAsync();
        return await again;
    }
}

/// <summary>SIGSTOP and SIGCONT of the server.</summary>
internal sealed class FrozenServer : Fault
{
    public override string Name => "server frozen";

    public override async Task<TimeSpan> StrikeAsync(Stage stage, Load load, Random random)
    {
        stage.Server.Freeze();
        await Task.Delay(random.Next(200, 3_000));
        stage.Server.Thaw();
        return await AnsweredAgainAsync(load);
    }
}

/// <summary>
/// Connections between clients and server end after a random number of bytes of the request or of the response.
/// </summary>
internal sealed class CutClients : Fault
{
    private const int Cuts = 150;

    public override string Name => "clients cut";

    public override async Task<TimeSpan> StrikeAsync(Stage stage, Load load, Random random)
    {
        var before = stage.BeforeServer.Cuts;
        stage.BeforeServer.CutWithin = 6_000;
        stage.LeadThroughDoor(true);
        foreach (var learner in stage.Learners)
            learner.Watcher!.Drop(TimeSpan.Zero);
        while (stage.BeforeServer.Cuts - before < Cuts)
            await load.MoreAsync(1, "through cut connections");
        stage.BeforeServer.CutWithin = 0;
        stage.LeadThroughDoor(false);
        return await AnsweredAgainAsync(load);
    }
}

/// <summary>kill -9 of PostgreSQL's postmaster, whose backends may live on for a moment.</summary>
internal sealed class KilledPostmaster : Fault
{
    public override string Name => "postmaster killed";

    public override async Task<TimeSpan> StrikeAsync(Stage stage, Load load, Random random)
    {
        stage.Database.Kill(stage.Database.Postmaster);
        await stage.Database.StartAgainAsync();
        return await AnsweredAgainAsync(load);
    }
}

/// <summary>kill -9 of one backend: PostgreSQL ends all others and recovers.</summary>
internal sealed class KilledBackend : Fault
{
    public override string Name => "backend killed";

    public override async Task<TimeSpan> StrikeAsync(Stage stage, Load load, Random random)
    {
        var backends = await stage.Database.BackendsAsync(random.Next(3) == 0 ? "academy-reader" : "academy-writer");
        stage.Database.Kill(backends[random.Next(backends.Length)]);
        return await AnsweredAgainAsync(load);
    }
}

/// <summary>A crash of PostgreSQL as a whole.</summary>
internal sealed class CrashedDatabase : Fault
{
    public override string Name => "database crashed";

    public override async Task<TimeSpan> StrikeAsync(Stage stage, Load load, Random random)
    {
        await stage.Database.StopAsync("immediate");
        await Task.Delay(random.Next(1_000));
        await stage.Database.StartAgainAsync();
        return await AnsweredAgainAsync(load);
    }
}

/// <summary>SIGSTOP of all of PostgreSQL; in long runs beyond the patience of those who wait for it.</summary>
internal sealed class FrozenDatabase : Fault
{
    public override string Name => "database frozen";

    public override async Task<TimeSpan> StrikeAsync(Stage stage, Load load, Random random)
    {
        var thaw = stage.Database.Freeze();
        try
        {
            await Task.Delay(
                Size.IsFull && random.Next(2) == 0 ? random.Next(10_000, 20_000) : random.Next(200, 3_000)
            );
        }
        finally
        {
            thaw();
        }
        return await AnsweredAgainAsync(load);
    }
}

/// <summary>Connections between server and PostgreSQL end after a random number of bytes, either way.</summary>
internal sealed class CutDatabase : Fault
{
    private const int Cuts = 20;

    public override string Name => "database cut";

    public override bool ThroughDoor => true;

    public override async Task<TimeSpan> StrikeAsync(Stage stage, Load load, Random random)
    {
        var before = stage.BeforeDatabase.Cuts;
        stage.BeforeDatabase.CutWithin = 20_000;
        await stage.Database.RowsAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'academy-%er'"
        );
        while (stage.BeforeDatabase.Cuts - before < Cuts)
            await load.MoreAsync(1, "through cut connections to the database");
        stage.BeforeDatabase.CutWithin = 0;
        return await AnsweredAgainAsync(load);
    }
}
