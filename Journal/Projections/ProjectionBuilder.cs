namespace Academy.Journal.Projections;

/// <summary>
/// Collects the statements of a projection. A statement runs once per batch that has events of its type, over arrays:
/// one array per column, one element per event. Most statements are one of the common shapes (<see cref="Insert"/>,
/// <see cref="Upsert"/>, <see cref="Update"/>), whose SQL is generated; <see cref="On"/> takes any SQL.
/// </summary>
/// <remarks>
/// A batch runs its statements in the order of their declaration, not in the order of its events. If the order of two
/// event types matters to a row, the row keeps the sequence number of the last event that changed it
/// (<see cref="TableStatement{TEvent}.Newer"/>).
/// </remarks>
public sealed class ProjectionBuilder
{
    internal List<IProjectionStatement> Statements { get; } = [];

    /// <summary>The event types that were declared, in that order.</summary>
    public IEnumerable<string> EventTypes => Statements.Select(statement => statement.EventType);

    /// <summary>
    /// Runs <paramref name="sql"/> for the events of this type, for what is not a common shape:
    /// <c>insert into … select … from unnest($1::uuid[], $2::text[])</c>. The SQL must aggregate per key, and change
    /// rows in the order of their keys, so that two batches never wait for each other in a circle (a deadlock).
    /// </summary>
    /// <remarks>
    /// Bodies of these events must be <typeparamref name="TEvent"/>s. An append with another body is invalid, so that
    /// no event is skipped silently.
    /// </remarks>
    public ProjectionStatement<TEvent> On<TEvent>(string eventType, string sql)
        where TEvent : notnull => Add(new ProjectionStatement<TEvent>(eventType, sql));

    /// <summary>Inserts a row per key. A row that exists is not changed.</summary>
    public TableStatement<TEvent> Insert<TEvent>(string eventType, string table)
        where TEvent : notnull => Add(new TableStatement<TEvent>(eventType, table, TableChange.Insert));

    /// <summary>Inserts a row per key, or changes the row that exists.</summary>
    public TableStatement<TEvent> Upsert<TEvent>(string eventType, string table)
        where TEvent : notnull => Add(new TableStatement<TEvent>(eventType, table, TableChange.Upsert));

    /// <summary>Changes rows that exist.</summary>
    public TableStatement<TEvent> Update<TEvent>(string eventType, string table)
        where TEvent : notnull => Add(new TableStatement<TEvent>(eventType, table, TableChange.Update));

    private T Add<T>(T statement)
        where T : IProjectionStatement
    {
        Statements.Add(statement);
        return statement;
    }
}
