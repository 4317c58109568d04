using NpgsqlTypes;

namespace Academy.Journal.Projections;

/// <summary>
/// Collects a projection's statements. Each is set-based SQL over arrays, one per column, with a row per event of the
/// batch: <c>insert into … select … from unnest($1::uuid[], $2::text[])</c>. The SQL aggregates per key and takes its
/// keys in order (<c>order by</c>), so that two batches never wait for each other in a circle.
/// </summary>
public sealed class ProjectionBuilder
{
    internal List<IProjectionStatement> Statements { get; } = [];

    /// <summary>Runs <paramref name="sql"/> once per batch that has events whose body is a <typeparamref name="TEvent"/>.</summary>
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
    private readonly List<IColumn> columns = [];

    internal ProjectionStatement(string eventType, string sql) => (EventType, Sql) = (eventType, sql);

    public string EventType { get; }

    public string Sql { get; }

    public ProjectionStatement<TEvent> Uuid(Func<Projected<TEvent>, Guid> value) => Column(NpgsqlDbType.Uuid, value);

    public ProjectionStatement<TEvent> Text(Func<Projected<TEvent>, string?> value) => Column(NpgsqlDbType.Text, value);

    public ProjectionStatement<TEvent> Integer(Func<Projected<TEvent>, int> value) => Column(NpgsqlDbType.Integer, value);

    public ProjectionStatement<TEvent> Bigint(Func<Projected<TEvent>, long> value) => Column(NpgsqlDbType.Bigint, value);

    public ProjectionStatement<TEvent> Timestamp(Func<Projected<TEvent>, DateTimeOffset> value) =>
        Column(NpgsqlDbType.TimestampTz, value);

    public ProjectionStatement<TEvent> Date(Func<Projected<TEvent>, DateOnly> value) => Column(NpgsqlDbType.Date, value);

    public ProjectionStatement<TEvent> Json(Func<Projected<TEvent>, string?> value) => Column(NpgsqlDbType.Jsonb, value);

    private ProjectionStatement<TEvent> Column<T>(NpgsqlDbType type, Func<Projected<TEvent>, T> value)
    {
        columns.Add(new TypedColumn<T>(type, value));
        return this;
    }

    Npgsql.NpgsqlParameter[] IProjectionStatement.Bind(IReadOnlyList<Projected<object>> events)
    {
        var parameters = new Npgsql.NpgsqlParameter[columns.Count];
        for (var i = 0; i < parameters.Length; i++)
            parameters[i] = columns[i].Bind(events);
        return parameters;
    }

    private interface IColumn
    {
        Npgsql.NpgsqlParameter Bind(IReadOnlyList<Projected<object>> events);
    }

    private sealed class TypedColumn<T>(NpgsqlDbType type, Func<Projected<TEvent>, T> value) : IColumn
    {
        public Npgsql.NpgsqlParameter Bind(IReadOnlyList<Projected<object>> events)
        {
            var values = new T[events.Count];
            for (var i = 0; i < values.Length; i++)
            {
                var e = events[i];
                values[i] = value(new(e.Stream, e.Seq, (TEvent)e.Event, e.Actor, e.At));
            }
            return new Npgsql.NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
        }
    }
}

internal interface IProjectionStatement
{
    string EventType { get; }

    string Sql { get; }

    Npgsql.NpgsqlParameter[] Bind(IReadOnlyList<Projected<object>> events);
}
