using Npgsql;

namespace Academy.Journal;

/// <summary>What may be said of an error of the database.</summary>
public static class DatabaseErrors
{
    /// <summary>The reason in one line, without PostgreSQL's detail, which may quote what somebody wrote.</summary>
    public static string Reason(Exception error) =>
        (error is PostgresException postgres ? postgres.MessageText : error.Message).ReplaceLineEndings(" ");
}
