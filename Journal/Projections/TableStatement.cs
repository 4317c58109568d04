using NpgsqlTypes;

namespace Academy.Journal.Projections;

/// <summary>
/// A statement whose SQL is generated from the columns of its table. A column says how the events of a batch that have
/// the same key become one value, and what that value does to a row that exists.
/// </summary>
/// <remarks>
/// A statement has <see cref="Latest"/> columns or <see cref="Increment"/> columns, not both: each needs another
/// aggregation. What is not one of these shapes is SQL (<see cref="ProjectionBuilder.On"/>).
/// </remarks>
public sealed class TableStatement<TEvent> : IProjectionStatement
    where TEvent : notnull
{
    private readonly string table;
    private readonly TableChange change;
    private readonly List<TableColumn> columns = [];
    private readonly StatementColumns<TEvent> values = new();
    private string? sql;

    internal TableStatement(string eventType, string table, TableChange change) =>
        (EventType, this.table, this.change) = (eventType, table, change);

    public string EventType { get; }

    public string Sql => sql ??= Complete();

    /// <summary>A column of the key. Rows are locked in the order of the keys.</summary>
    public TableStatement<TEvent> Key<T>(string column, Func<Projected<TEvent>, T> value) =>
        Column(column, ColumnRole.Key, value);

    /// <summary>
    /// A column that only an insert writes. Events of a batch with the same key must have the same value.
    /// </summary>
    public TableStatement<TEvent> Initial<T>(string column, Func<Projected<TEvent>, T> value) =>
        Column(column, ColumnRole.Initial, value);

    /// <summary>
    /// A column that gets the value of the event with the highest sequence number. So all events of a key must be of
    /// one stream.
    /// </summary>
    public TableStatement<TEvent> Latest<T>(string column, Func<Projected<TEvent>, T> value) =>
        Column(column, ColumnRole.Latest, value);

    /// <summary>A column to which the sum of the events' values is added.</summary>
    public TableStatement<TEvent> Increment<T>(string column, Func<Projected<TEvent>, T> value) =>
        Column(column, ColumnRole.Increment, value);

    /// <summary>
    /// A bigint column that keeps the sequence number of the last event that changed the row. An event with a lower
    /// number does not change the row. So events of several types may change a row, although a batch does not run them
    /// in order.
    /// </summary>
    public TableStatement<TEvent> Newer(string column) => Column(column, ColumnRole.Newer, e => e.Seq);

    StatementRows IProjectionStatement.NewRows() => values.NewRows(Sql);

    private TableStatement<TEvent> Column<T>(string column, ColumnRole role, Func<Projected<TEvent>, T> value)
    {
        var (type, name) = TypeOf(typeof(T));
        columns.Add(new(column, role, name));
        switch (value)
        {
            case Func<Projected<TEvent>, DateTimeOffset> at:
                values.Add(type, e => at(e).UtcDateTime);
                break;
            case Func<Projected<TEvent>, DateTimeOffset?> at:
                values.Add(type, e => at(e)?.UtcDateTime);
                break;
            default:
                values.Add(type, value);
                break;
        }
        return this;
    }

    private string Complete()
    {
        var complete = TableSql.Of(table, change, columns);
        if (TableSql.OrdersByEventSeq(columns))
            values.Add(NpgsqlDbType.Bigint, e => e.Seq);
        return complete;
    }

    private static (NpgsqlDbType Type, string Name) TypeOf(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) switch
        {
            var t when t == typeof(Guid) => (NpgsqlDbType.Uuid, "uuid"),
            var t when t == typeof(string) => (NpgsqlDbType.Text, "text"),
            var t when t == typeof(bool) => (NpgsqlDbType.Boolean, "boolean"),
            var t when t == typeof(int) => (NpgsqlDbType.Integer, "integer"),
            var t when t == typeof(long) => (NpgsqlDbType.Bigint, "bigint"),
            var t when t == typeof(DateOnly) => (NpgsqlDbType.Date, "date"),
            var t when t == typeof(DateTimeOffset) => (NpgsqlDbType.TimestampTz, "timestamptz"),
            var other => throw new ArgumentException($"A column cannot have values of {other}.", nameof(type)),
        };
}
