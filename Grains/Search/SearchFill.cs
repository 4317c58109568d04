using Academy.Unicode;
using Npgsql;

namespace Academy.Grains.Search;

/// <summary>
/// Makes the tokens of what is in the tables without them: rows from before there were tokens, and those that a silo of
/// an older version writes while a cluster is upgraded.
/// </summary>
/// <remarks>
/// Nothing says how far it came but the rows themselves, so it goes on wherever it was stopped. A row that changed
/// since it was read is left to whoever changed it, or to the next look.
/// </remarks>
internal sealed class SearchFill(NpgsqlDataSource database, IEnumerable<UnindexedText> tables, TimeProvider clock)
{
    /// <summary>Rows that are locked at a time, for as long as their statement takes.</summary>
    private const int RowsMax = 500;

    /// <summary>Goes on until all have tokens, or time is up: a page of each table in turn.</summary>
    /// <returns>How many rows got theirs.</returns>
    public async Task<long> FillAsync(TimeSpan max, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var (filled, open) = (0L, tables.ToList());
        while (open.Count > 0)
        {
            foreach (var table in open.ToArray())
            {
                var rows = await PageAsync(table, cancellationToken);
                filled += rows.Count == 0 ? 0 : await WriteAsync(table, rows, cancellationToken);
                if (rows.Count < RowsMax)
                    open.Remove(table);
                if (rows.Count > 0 && clock.GetElapsedTime(began) > max)
                    return filled;
            }
        }
        return filled;
    }

    private async Task<List<Row>> PageAsync(UnindexedText table, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(table.ReadSql);
        command.Parameters.AddWithValue(RowsMax);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<Row>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var texts = new string?[reader.FieldCount - 2];
            for (var i = 0; i < texts.Length; i++)
                texts[i] = reader.IsDBNull(i + 2) ? null : reader.GetString(i + 2);
            rows.Add(new(reader.GetGuid(0), reader.GetInt64(1), texts));
        }
        return rows;
    }

    private async Task<int> WriteAsync(UnindexedText table, List<Row> rows, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(table.WriteSql);
        Add(rows.ConvertAll(row => row.Id));
        Add(rows.ConvertAll(row => row.Number));
        Add(rows.ConvertAll(row => row.Texts[0] ?? ""));
        Add(rows.ConvertAll(row => table.TokensOf(row.Texts)));
        Add(rows.ConvertAll(row => TextFolding.Fold(row.Texts[0] ?? "")));
        return await command.ExecuteNonQueryAsync(cancellationToken);

        void Add<T>(List<T> values) => command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. values] });
    }

    private sealed record Row(Guid Id, long Number, string?[] Texts);
}
