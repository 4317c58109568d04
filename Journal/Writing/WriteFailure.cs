using Npgsql;

namespace Academy.Journal.Writing;

/// <summary>What the failure of a batch means for its appends.</summary>
internal enum WriteFailure
{
    /// <summary>The connection is lost: the batch may be stored, or may still become stored.</summary>
    ConnectionLost,

    /// <summary>
    /// A unique key is taken, or the event before the first one is missing. Nothing was written. A query tells which
    /// append it was.
    /// </summary>
    Conflict,

    /// <summary>The fence row is gone. Nothing was written, and this process will never write again.</summary>
    Fenced,

    /// <summary>Deadlock or serialization failure. Nothing was written; the same batch is sent again.</summary>
    Deadlock,

    /// <summary>
    /// The database cannot write now (disk full, read-only, locked for a rebuild). Nothing was written.
    /// </summary>
    DatabaseUnavailable,

    /// <summary>One of the batch's appends is at fault. Nothing was written.</summary>
    InvalidAppend,
}

internal static class WriteFailures
{
    public static WriteFailure Classify(Exception error) =>
        error switch
        {
            PostgresException { Severity: "FATAL" or "PANIC" } => WriteFailure.ConnectionLost,
            PostgresException postgres => Classify(postgres),
            NpgsqlException or IOException or TimeoutException or OperationCanceledException =>
                WriteFailure.ConnectionLost,
            // Thrown in this process, before or while sending: a column of a projection, a text that cannot be encoded.
            _ => WriteFailure.InvalidAppend,
        };

    private static WriteFailure Classify(PostgresException error) =>
        error.SqlState switch
        {
            "AJ001" => WriteFailure.Fenced,
            "AJ002" => WriteFailure.Conflict,
            PostgresErrorCodes.UniqueViolation when error.ConstraintName is "events_key" or "commands_key" =>
                WriteFailure.Conflict,
            PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => WriteFailure.Deadlock,
            // The connection failed, or client and server disagree about what is prepared on it.
            ['0', '8', ..] or ['5', '7', 'P', ..] or ['2', '6', ..] => WriteFailure.ConnectionLost,
            PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.LockNotAvailable =>
                WriteFailure.DatabaseUnavailable,
            // Insufficient resources, operator intervention, system errors, internal errors.
            ['5', '3', ..] or ['5', '7', ..] or ['5', '8', ..] or ['X', 'X', ..] => WriteFailure.DatabaseUnavailable,
            _ => WriteFailure.InvalidAppend,
        };
}
