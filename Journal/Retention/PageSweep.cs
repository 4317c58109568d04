using Npgsql;

namespace Academy.Journal.Retention;

/// <summary>
/// Goes through a table in the order of its pages, a few at a time, and deletes what is past keeping: as the hand of a
/// clock does, each sweep from where the last one ended.
/// </summary>
/// <remarks>
/// No index finds the old rows. A b-tree would cost every writer; a block range index costs none, but its ranges never
/// forget: once rows were deleted and their places used again, each holds something that was old (after one turnover of
/// 300,000 rows, the oldest tenth had it read 4,616 pages of 4,616). Reading pages in order is cheap, and the pace is
/// ours.
/// </remarks>
internal sealed class PageSweep(NpgsqlDataSource database, string table, string condition)
{
    /// <summary>A megabyte: so few rows that nobody notices their transaction.</summary>
    private const int PagesPerStep = 128;

    private long hand;

    /// <summary>Sweeps so many pages, or the table once, or until the time is up.</summary>
    /// <param name="share">The part of the table that is to be swept, from 0 to 1.</param>
    /// <param name="pagesMin">Pages that are swept in any case.</param>
    /// <param name="kept">What is older is deleted.</param>
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
            if (hand >= pages)
                hand = 0;
            var end = Math.Min(hand + Math.Min(PagesPerStep, left), pages);
            deleted += await DeleteAsync(hand, end, kept, cancellationToken);
            (left, hand) = (left - (end - hand), end);
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
