using Npgsql;

namespace Academy.Journal.Writing;

/// <summary>What a failed batch means for its appends.</summary>
internal enum WriteFailure
{
    /// <summary>The connection went away: the batch may be stored, or yet become so.</summary>
    Lost,

    /// <summary>
    /// A key is taken or a predecessor missing; nothing was written, and asking tells for which append.
    /// </summary>
    Collided,

    /// <summary>The fence row is gone; nothing was written, nor ever will be by this process.</summary>
    Fenced,

    /// <summary>Deadlock or serialization failure; nothing was written, the same batch again will do.</summary>
    Clash,

    /// <summary>
    /// The database cannot write now (disk full, read-only, locked for a rebuild); nothing was written.
    /// </summary>
    NotNow,

    /// <summary>Something in the batch is at fault; nothing was written.</summary>
    Refused,
}

internal static class WriteFailures
{
    public static WriteFailure Of(Exception error) =>
        error switch
        {
            PostgresException { Severity: "FATAL" or "PANIC" } => WriteFailure.Lost,
            PostgresException postgres => Of(postgres),
            NpgsqlException or IOException or TimeoutException or OperationCanceledException => WriteFailure.Lost,
            // A projection's column that throws, a character that cannot be encoded: ours, before or while sending.
            _ => WriteFailure.Refused,
        };

    private static WriteFailure Of(PostgresException error) =>
        error.SqlState switch
        {
            "AJ001" => WriteFailure.Fenced,
            "AJ002" => WriteFailure.Collided,
            PostgresErrorCodes.UniqueViolation when error.ConstraintName is "events_key" or "commands_key" =>
                WriteFailure.Collided,
            PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => WriteFailure.Clash,
            // The connection, or what client and server believe to be prepared on it.
            ['0', '8', ..] or ['5', '7', 'P', ..] or ['2', '6', ..] => WriteFailure.Lost,
            PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.LockNotAvailable => WriteFailure.NotNow,
            // Resources, operator's intervention, the system underneath, and what PostgreSQL calls internal.
            ['5', '3', ..] or ['5', '7', ..] or ['5', '8', ..] or ['X', 'X', ..] => WriteFailure.NotNow,
            _ => WriteFailure.Refused,
        };
}
