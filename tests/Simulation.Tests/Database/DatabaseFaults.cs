using Academy.Simulation.Tests.Worlds;
using Npgsql;

namespace Academy.Simulation.Tests.Database;

/// <summary>How the database and the way to it behave, by chance. Each rate is "one in so many"; 0: never.</summary>
internal sealed class DatabaseFaults(Chance chance)
{
    public int Lost { get; set; }

    public int Failing { get; set; }

    public int Slow { get; set; }

    public int ReadFailing { get; set; }

    public void Stop() => (Lost, Failing, Slow, ReadFailing) = (0, 0, 0, 0);

    public TimeSpan WayTime() => chance.Milliseconds(0, 1);

    public TimeSpan WritingTime() => Hits(Slow) ? chance.Milliseconds(20, 4_000) : chance.Milliseconds(0, 3);

    /// <summary>Where on its way a request is lost, if it is.</summary>
    public Loss LossOfNext() => Hits(Lost) ? (Loss)chance.Between(1, 3) : Loss.None;

    /// <summary>An error before the commit.</summary>
    public void MayFail()
    {
        if (!Hits(Failing))
            return;
        throw chance.Below(4) switch
        {
            0 => ModelDatabase.Error(PostgresErrorCodes.DeadlockDetected, "deadlock detected"),
            1 => ModelDatabase.Error(PostgresErrorCodes.DiskFull, "could not extend file: No space left on device"),
            2 => ModelDatabase.Error(PostgresErrorCodes.SerializationFailure, "could not serialize access"),
            _ => new PostgresException(
                "terminating connection due to administrator command",
                "FATAL",
                "FATAL",
                PostgresErrorCodes.AdminShutdown
            ),
        };
    }

    public bool ReadFails() => Hits(ReadFailing);

    /// <summary>How long news of the members takes.</summary>
    public TimeSpan NewsTime() => chance.Milliseconds(5, 400);

    public TimeSpan SomeTime() => chance.Milliseconds(0, 50);

    private bool Hits(int oneIn) => oneIn > 0 && chance.OneIn(oneIn);
}

internal enum Loss
{
    None,

    /// <summary>It never arrives.</summary>
    OfRequest,

    /// <summary>It arrives; the sender learns that the connection is gone while it may still be under way.</summary>
    Meanwhile,

    /// <summary>It is done; its answer is lost.</summary>
    OfAnswer,
}
