using NpgsqlTypes;

namespace Academy.Journal.Projections;

/// <summary>The parameters <c>$1</c>, <c>$2</c> … of a statement, in the order in which they are declared.</summary>
public sealed class ProjectionStatement<TEvent> : IProjectionStatement
    where TEvent : notnull
{
    private readonly StatementColumns<TEvent> columns = new();

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

    StatementRows IProjectionStatement.NewRows() => columns.NewRows(Sql);

    private ProjectionStatement<TEvent> Column<T>(NpgsqlDbType type, Func<Projected<TEvent>, T> value)
    {
        columns.Add(type, value);
        return this;
    }
}

internal interface IProjectionStatement
{
    string EventType { get; }

    /// <exception cref="InvalidOperationException">The declaration is incomplete or contradicts itself.</exception>
    string Sql { get; }

    StatementRows NewRows();
}

/// <summary>What a statement takes from each event: one value per parameter.</summary>
internal sealed class StatementColumns<TEvent>
    where TEvent : notnull
{
    private readonly List<Func<Writing.Rows, Action<Projected<TEvent>>>> columns = [];

    public void Add<T>(NpgsqlDbType type, Func<Projected<TEvent>, T> value) =>
        columns.Add(rows =>
        {
            var values = rows.Column<T>(type);
            return e => values.Add(value(e));
        });

    public StatementRows NewRows(string sql) => new Collected(sql, columns);

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

/// <summary>The events of a batch that one statement gets, as its arrays.</summary>
internal abstract class StatementRows(string sql)
{
    public Writing.Rows Rows { get; } = new(sql);

    public abstract void Add(in Projected<object> e);
}
