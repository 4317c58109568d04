using Academy.Grains.Chat;
using Microsoft.Extensions.Logging;

namespace Academy.Grains.Operations.Housekeeping;

/// <summary>Has what earlier releases left of erasures mended.</summary>
internal sealed partial class ErasuresTask(ErasureUpkeep upkeep, ILogger<ErasuresTask> logger) : IHousekeepingTask
{
    public string Name => "erasures";

    public TimeSpan Period => TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await upkeep.MendAsync(cancellationToken) is > 0 and var groups)
            LogMended(logger, groups);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Gave {Groups} groups an owner whose own had been erased")]
    private static partial void LogMended(ILogger logger, int groups);
}
