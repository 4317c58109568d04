using System.Collections.Concurrent;
using Academy.Operations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Academy.Grains.Operations;

/// <summary>
/// Counts measurements in buckets, each a tenth wider than the one before, and adds the counts to a table now and then:
/// a row for each day, page, vital and bucket, whoever measured and on whichever node.
/// </summary>
internal sealed partial class Vitals(NpgsqlDataSource database, TimeProvider clock, ILogger<Vitals> logger)
    : BackgroundService,
        IVitals
{
    /// <summary>How much wider a bucket is than the one before.</summary>
    private const double Step = 1.1;

    /// <summary>The bucket of ten minutes; what takes longer counts as that.</summary>
    private const int BucketMax = 140;

    /// <summary>Shifts are counted in thousandths, as times are in milliseconds.</summary>
    private const double ShiftUnits = 1_000;

    /// <summary>Counts that wait to be written; measurements of others are not counted meanwhile.</summary>
    private const int WaitingMax = 20_000;

    public static readonly TimeSpan WrittenEvery = TimeSpan.FromSeconds(10);

    private ConcurrentDictionary<(string Page, Vital Vital, int Bucket), long> waiting = new();

    public void Count(string page, Vital vital, double value)
    {
        var counts = waiting;
        var bucket = BucketOf(vital == Vital.Cls ? value * ShiftUnits : value);
        if (counts.Count < WaitingMax)
            counts.AddOrUpdate((page, vital, bucket), 1, (_, count) => count + 1);
    }

    public async Task<IReadOnlyList<PageVital>> Since(DateOnly day, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select page, vital, sum(total)::bigint, min(bucket) filter (where below >= 0.75 * total_of_all)::int
              from (select page, vital, bucket, total,
                           sum(total) over (partition by page, vital order by bucket) as below,
                           sum(total) over (partition by page, vital) as total_of_all
                      from (select page, vital, bucket, sum(measured) as total from vitals
                             where day >= $1 group by page, vital, bucket) b) c
             group by page, vital order by page, vital
            """
        );
        command.Parameters.AddWithValue(day);
        var found = new List<PageVital>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var vital = Enum.Parse<Vital>(reader.GetString(1), ignoreCase: true);
            var p75 = ValueOf(reader.GetInt32(3)) / (vital == Vital.Cls ? ShiftUnits : 1);
            found.Add(new(reader.GetString(0), vital, reader.GetInt64(2), Math.Round(p75, vital == Vital.Cls ? 3 : 0)));
        }
        return found;
    }

    /// <summary>Adds what was counted to the table.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (waiting.IsEmpty)
            return;
        var counts = Interlocked.Exchange(ref waiting, new()).ToArray();
        await using var command = database.CreateCommand(
            """
            insert into vitals (day, page, vital, bucket, measured)
            select $1, page, vital, bucket, measured
              from unnest($2::text[], $3::text[], $4::int[], $5::bigint[]) as v (page, vital, bucket, measured)
             order by page, vital, bucket
            on conflict (day, page, vital, bucket) do update set measured = vitals.measured + excluded.measured
            """
        );
        command.Parameters.AddWithValue(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        command.Parameters.AddWithValue(Array.ConvertAll(counts, count => count.Key.Page));
        command.Parameters.AddWithValue(
            Array.ConvertAll(counts, count => count.Key.Vital.ToString().ToLowerInvariant())
        );
        command.Parameters.AddWithValue(Array.ConvertAll(counts, count => count.Key.Bucket));
        command.Parameters.AddWithValue(Array.ConvertAll(counts, count => count.Value));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryWriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(WrittenEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await TryWriteAsync(stoppingToken);
    }

    /// <summary>What cannot be written is lost: it would be of no use to try for long.</summary>
    private async Task TryWriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
        {
            LogLost(logger, fault);
        }
    }

    private static int BucketOf(double value) =>
        value <= 1 ? 0 : Math.Min(BucketMax, (int)Math.Ceiling(Math.Log(value) / Math.Log(Step)));

    private static double ValueOf(int bucket) => bucket == 0 ? 0 : Math.Pow(Step, bucket);

    [LoggerMessage(Level = LogLevel.Warning, Message = "How fast pages were for some seconds could not be written")]
    private static partial void LogLost(ILogger logger, Exception fault);
}
