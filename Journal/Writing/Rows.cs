using Npgsql;
using NpgsqlTypes;

namespace Academy.Journal.Writing;

/// <summary>
/// One set-based statement of a batch. Its parameters are arrays, one per column. They are filled, sent, cleared and
/// filled again, so that the hot path allocates none.
/// </summary>
internal sealed class Rows(string sql)
{
    private readonly List<IColumn> columns = [];

    public NpgsqlBatchCommand Command { get; } = new(sql);

    public int Count => columns[0].Count;

    public List<string> Text() => Column<string>(NpgsqlDbType.Text);

    public List<long> Bigint() => Column<long>(NpgsqlDbType.Bigint);

    public List<int> Integer() => Column<int>(NpgsqlDbType.Integer);

    public List<Guid> Uuid() => Column<Guid>(NpgsqlDbType.Uuid);

    public List<DateTime> Timestamp() => Column<DateTime>(NpgsqlDbType.TimestampTz);

    public List<ReadOnlyMemory<byte>> Json() => Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Jsonb);

    public List<T> Column<T>(NpgsqlDbType type)
    {
        var column = new Typed<T>();
        columns.Add(column);
        Command.Parameters.Add(
            new NpgsqlParameter<List<T>> { TypedValue = column.Values, NpgsqlDbType = NpgsqlDbType.Array | type }
        );
        return column.Values;
    }

    public void Clear()
    {
        for (var i = 0; i < columns.Count; i++)
            columns[i].Clear();
    }

    private interface IColumn
    {
        int Count { get; }

        void Clear();
    }

    private sealed class Typed<T> : IColumn
    {
        public List<T> Values { get; } = [];

        public int Count => Values.Count;

        public void Clear() => Values.Clear();
    }
}
