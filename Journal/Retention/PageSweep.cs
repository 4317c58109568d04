using Npgsql;

namespace Academy.Journal.Retention;

/// <summary>
/// Scans a table in the order of its pages, a few at a time, and deletes expired rows. Each sweep continues where the
/// last one ended, and begins again at the end of the table.
/// </summary>
/// <remarks>
/// There is no index for expired rows. A b-tree would make every write more expensive. A block range index (BRIN) would
/// not, but its ranges only grow: when space of deleted rows is used again, every range contains something old. (After
/// 300,000 rows were replaced once, a query for the oldest tenth read 4,616 of 4,616 pages.) Reading pages in order is
/// cheap, and the sweep decides its pace.
/// </remarks>
internal sealed class PageSweep(NpgsqlDataSource database, string table, string condition)
{
    /// <summary>One megabyte, so that a transaction deletes few rows and is short.</summary>
    private const int PagesPerStep = 128;

    private long nextPage;

    /// <summary>Sweeps a share of the table, the whole table at most, until <paramref name="step"/> ends it.</summary>
    /// <param name="share">The part of the table to sweep, from 0 to 1.</param>
    /// <param name="pagesMin">The least number of pages to sweep.</param>
    /// <param name="kept">Older rows are deleted.</param>
    /// <param name="step">Called after each step; false ends the sweep.</param>
    public async Task<long> RunAsync(
        double share,
        long pagesMin,
        TimeSpan kept,
        Func<Task<bool>> step,
        CancellationToken cancellationToken
    )
    {
        var pages = await PagesAsync(cancellationToken);
        var left = Math.Min(pages, Math.Max(pagesMin, (long)Math.Ceiling(pages * share)));
        var deleted = 0L;
        while (left > 0)
        {
            if (nextPage >= pages)
                nextPage = 0;
            var end = Math.Min(nextPage + Math.Min(PagesPerStep, left), pages);
            deleted += await DeleteAsync(nextPage, end, kept, cancellationToken);
            (left, nextPage) = (left - (end - nextPage), end);
            if (left > 0 && !await step())
                break;
        }
        return deleted;
    }

    private async Task<long> PagesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"select pg_relation_size('{table}') / current_setting('block_size')::bigint"
        );
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<int> DeleteAsync(long first, long end, TimeSpan kept, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"delete from {table} where ctid >= '({first},0)'::tid and ctid < '({end},0)'::tid and {condition}"
        );
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = kept });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
