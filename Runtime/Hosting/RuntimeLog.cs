using Microsoft.Extensions.Logging;

namespace Academy.Runtime.Hosting;

/// <summary>What the runtime reports about calls that nobody waits for.</summary>
internal sealed partial class RuntimeLog(ILogger<GrainRuntime> logger)
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A failure in {Request} of {Grain} that nobody awaited")]
    internal partial void StrayFailure(Exception exception, string request, string grain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The one-way call {Request} of {Grain} failed")]
    internal partial void OneWayFailure(Exception exception, string request, string grain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain} could not be activated")]
    internal partial void ActivationFailed(Exception exception, string grain);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} failed to deactivate cleanly")]
    internal partial void DeactivationFailed(Exception exception, string grain);

    [LoggerMessage(Level = LogLevel.Error, Message = "A timer of {Grain} failed; it goes on")]
    internal partial void TimerFailed(Exception exception, string grain);

    [LoggerMessage(Level = LogLevel.Error, Message = "The runtime's clock failed on a round; it goes on")]
    internal partial void ClockFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} grains did not deactivate within {Limit}")]
    internal partial void DrainIncomplete(int count, TimeSpan limit);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} grains that moved to other silos did not end in time: they are abandoned, and answer nobody any more")]
    internal partial void HandoverIncomplete(int count);
}
