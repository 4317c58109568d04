using NpgsqlTypes;

namespace Academy.Journal.Projections;

/// <summary>
/// Collects a projection's statements. Each is set-based SQL over arrays, one per column, with a row per event of the
/// batch: <c>insert into … select … from unnest($1::uuid[], $2::text[])</c>. The SQL aggregates per key and takes its
/// keys in order (<c>order by</c>), so that two batches never wait for each other in a circle.
/// </summary>
/// <remarks>
/// A batch runs its statements in the order of their declaration, not in that of its events. Where the order of two
/// event types matters to one row, the row keeps the <c>seq</c> it has seen and the SQL compares it.
/// </remarks>
public sealed class ProjectionBuilder
{
    internal List<IProjectionStatement> Statements { get; } = [];

    /// <summary>The event types that were declared, in that order.</summary>
    public IEnumerable<string> EventTypes => Statements.Select(statement => statement.EventType);

    /// <summary>
    /// Runs <paramref name="sql"/> once per batch that has events of this type, whose bodies must be
    /// <typeparamref name="TEvent"/>s: another body makes the append invalid, so that no event is skipped in silence.
    /// </summary>
    public ProjectionStatement<TEvent> On<TEvent>(string eventType, string sql)
        where TEvent : notnull
    {
        var statement = new ProjectionStatement<TEvent>(eventType, sql);
        Statements.Add(statement);
        return statement;
    }
}

/// <summary>The columns <c>$1</c>, <c>$2</c> … of a statement, in the order in which they are declared.</summary>
public sealed class ProjectionStatement<TEvent> : IProjectionStatement
    where TEvent : notnull
{
    private readonly List<Func<Writing.Rows, Action<Projected<TEvent>>>> columns = [];

    internal ProjectionStatement(string eventType, string sql) => (EventType, Sql) = (eventType, sql);

    public string EventType { get; }

    public string Sql { get; }

    public ProjectionStatement<TEvent> Uuid(Func<Projected<TEvent>, Guid> value) => Column(NpgsqlDbType.Uuid, value);

    public ProjectionStatement<TEvent> Text(Func<Projected<TEvent>, string?> value) => Column(NpgsqlDbType.Text, value);

    public ProjectionStatement<TEvent> Integer(Func<Projected<TEvent>, int> value) =>
        Column(NpgsqlDbType.Integer, value);

    public ProjectionStatement<TEvent> Bigint(Func<Projected<TEvent>, long> value) =>
        Column(NpgsqlDbType.Bigint, value);

    public ProjectionStatement<TEvent> Timestamp(Func<Projected<TEvent>, DateTimeOffset> value) =>
        Column(NpgsqlDbType.TimestampTz, e => value(e).UtcDateTime);

    public ProjectionStatement<TEvent> Date(Func<Projected<TEvent>, DateOnly> value) =>
        Column(NpgsqlDbType.Date, value);

    public ProjectionStatement<TEvent> Json(Func<Projected<TEvent>, string?> value) =>
        Column(NpgsqlDbType.Jsonb, value);

    StatementRows IProjectionStatement.NewRows() => new Collected(Sql, columns);

    private ProjectionStatement<TEvent> Column<T>(NpgsqlDbType type, Func<Projected<TEvent>, T> value)
    {
        columns.Add(rows =>
        {
            var values = rows.Column<T>(type);
            return e => values.Add(value(e));
        });
        return this;
    }

    private sealed class Collected : StatementRows
    {
        private readonly Action<Projected<TEvent>>[] columns;

        public Collected(string sql, List<Func<Writing.Rows, Action<Projected<TEvent>>>> columns)
            : base(sql) => this.columns = [.. columns.Select(column => column(Rows))];

        public override void Add(in Projected<object> e)
        {
            var typed = new Projected<TEvent>(e.Stream, e.Seq, (TEvent)e.Event, e.Actor, e.At, e.Opened);
            foreach (var column in columns)
                column(typed);
        }
    }
}

internal interface IProjectionStatement
{
    string EventType { get; }

    string Sql { get; }

    StatementRows NewRows();
}

/// <summary>The events of a batch that one statement sees, as its columns.</summary>
internal abstract class StatementRows(string sql)
{
    public Writing.Rows Rows { get; } = new(sql);

    public abstract void Add(in Projected<object> e);
}
