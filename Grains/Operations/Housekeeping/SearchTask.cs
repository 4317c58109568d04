using Academy.Grains.Search;
using Microsoft.Extensions.Logging;

namespace Academy.Grains.Operations.Housekeeping;

/// <summary>Has what was written by an older version found by its words.</summary>
internal sealed partial class SearchTask(SearchFill fill, ILogger<SearchTask> logger) : IHousekeepingTask
{
    /// <summary>How long a run goes on; the rest is done by the next.</summary>
    private static readonly TimeSpan FillMax = TimeSpan.FromSeconds(30);

    public string Name => "search";

    /// <summary>Until then, what is new of an older version is not found.</summary>
    public TimeSpan Period => TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await fill.FillAsync(FillMax, cancellationToken) is > 0 and var rows)
            LogFilled(logger, rows);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Made {Rows} texts searchable that had been written by an older version"
    )]
    private static partial void LogFilled(ILogger logger, long rows);
}
