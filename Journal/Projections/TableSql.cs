namespace Academy.Journal.Projections;

internal enum TableChange
{
    Insert,
    Upsert,
    Update,
}

internal enum ColumnRole
{
    Key,
    Initial,
    Latest,
    Increment,
    Newer,
}

/// <param name="Type">PostgreSQL's name of the type.</param>
internal sealed record TableColumn(string Name, ColumnRole Role, string Type);

/// <summary>
/// Generates the SQL of a <see cref="TableStatement{TEvent}"/>: the events' arrays become rows, one row per key remains
/// (the latest, or the sum), and the rows change the table in the order of their keys.
/// </summary>
internal static class TableSql
{
    // The last parameter, where no column keeps the sequence number.
    private const string EventSeq = "event_seq";

    /// <exception cref="InvalidOperationException">The columns are no common shape.</exception>
    public static string Of(string table, TableChange change, IReadOnlyList<TableColumn> columns)
    {
        if (Contradiction(change, columns) is { } reason)
            throw new InvalidOperationException($"A projection's statement for {table}: {reason}");
        var names = Names(columns);
        var keys = Names(columns.Where(column => column.Role == ColumnRole.Key));
        return change switch
        {
            TableChange.Insert => $"""
                insert into {table} ({names})
                select {names} from {Rows(columns)} order by {keys}
                on conflict ({keys}) do nothing
                """,
            TableChange.Upsert =>
                $"""
                insert into {table} ({names})
                {PerKey(columns, keys)}
                on conflict ({keys}) do update set {Assignments(table, "excluded", columns)}{Guard(
                    " where ",
                    table,
                    "excluded",
                    columns
                )}
                """,
            _ =>
                $"""
                update {table} set {Assignments(table, "e", columns)}
                from ({PerKey(columns, keys)}) e
                where {string.Join(
                    " and ",
                    columns.Where(c => c.Role == ColumnRole.Key).Select(key => $"{table}.{key.Name} = e.{key.Name}")
                )}{Guard(" and ", table, "e", columns)}
                """,
        };
    }

    /// <summary>Whether the last parameter is the events' sequence numbers, only to order them.</summary>
    public static bool OrdersByEventSeq(IReadOnlyList<TableColumn> columns) =>
        Has(columns, ColumnRole.Latest) && !Has(columns, ColumnRole.Newer);

    private static string? Contradiction(TableChange change, IReadOnlyList<TableColumn> columns)
    {
        var (latest, sums) = (Has(columns, ColumnRole.Latest), Has(columns, ColumnRole.Increment));
        var newer = columns.Count(column => column.Role == ColumnRole.Newer);
        if (!Has(columns, ColumnRole.Key))
            return "it has no key.";
        if (change == TableChange.Insert)
            return latest || sums || newer > 0 ? "an insert has only key and initial columns." : null;
        if (latest == sums)
            return "it needs latest columns or columns to increment, and cannot have both: write its SQL.";
        if (newer > 1 || (newer == 1 && sums))
            return "only latest columns can be guarded by a sequence number, and only by one.";
        return change == TableChange.Update && Has(columns, ColumnRole.Initial)
            ? "an update has no initial columns: it inserts nothing."
            : null;
    }

    // unnest in the select list makes the rows one by one; in the from clause it would store all of them first.
    private static string Rows(IReadOnlyList<TableColumn> columns)
    {
        var arrays = columns.Select((column, i) => $"unnest(${i + 1}) as {column.Name}");
        if (OrdersByEventSeq(columns))
            arrays = arrays.Append($"unnest(${columns.Count + 1}) as {EventSeq}");
        return $"(select {string.Join(", ", arrays)}) events";
    }

    /// <summary>A row per key, in the order of the keys.</summary>
    private static string PerKey(IReadOnlyList<TableColumn> columns, string keys)
    {
        if (Has(columns, ColumnRole.Increment))
            return $"select {string.Join(", ", columns.Select(Aggregate))} from {Rows(columns)} "
                + $"group by {keys} order by {keys}";
        var seq = columns.FirstOrDefault(column => column.Role == ColumnRole.Newer)?.Name ?? EventSeq;
        return $"select distinct on ({keys}) {Names(columns)} from {Rows(columns)} order by {keys}, {seq} desc";
    }

    private static string Aggregate(TableColumn column) =>
        column.Role switch
        {
            ColumnRole.Increment => $"sum({column.Name})::{column.Type} as {column.Name}",
            ColumnRole.Initial => $"(array_agg({column.Name}))[1] as {column.Name}",
            _ => column.Name,
        };

    private static string Assignments(string table, string source, IReadOnlyList<TableColumn> columns) =>
        string.Join(
            ", ",
            columns
                .Where(column => column.Role is ColumnRole.Latest or ColumnRole.Increment or ColumnRole.Newer)
                .Select(column =>
                    column.Role == ColumnRole.Increment
                        ? $"{column.Name} = {table}.{column.Name} + {source}.{column.Name}"
                        : $"{column.Name} = {source}.{column.Name}"
                )
        );

    private static string Guard(string prefix, string table, string source, IReadOnlyList<TableColumn> columns) =>
        columns.FirstOrDefault(column => column.Role == ColumnRole.Newer) is { } newer
            ? $"{prefix}{table}.{newer.Name} < {source}.{newer.Name}"
            : "";

    private static string Names(IEnumerable<TableColumn> columns) =>
        string.Join(", ", columns.Select(column => column.Name));

    private static bool Has(IReadOnlyList<TableColumn> columns, ColumnRole role) =>
        columns.Any(column => column.Role == role);
}
