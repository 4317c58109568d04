using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Academy.Silo.Lifecycle;

/// <summary>Something that is done before this process begins to stop, while it still serves.</summary>
internal sealed record DrainStep(string Name, Func<IServiceProvider, CancellationToken, Task> RunAsync);

/// <summary>
/// What happens between the wish to stop and the stop: the process is not ready from now on, and its clients are told
/// to go elsewhere, little by little. How long it took is measured here, for each step.
/// </summary>
internal sealed partial class Draining(
    IEnumerable<DrainStep> steps,
    IServiceProvider services,
    IOptions<DrainOptions> options,
    TimeProvider clock,
    IMeterFactory meters,
    ILogger<Draining> logger
)
{
    private readonly Histogram<double> duration = meters
        .Create("Academy.Lifecycle")
        .CreateHistogram<double>("academy.drain.duration", "s", "How long a step of the stop took.");

    private volatile bool hasBegun;

    /// <summary>New work goes elsewhere.</summary>
    public bool HasBegun => hasBegun;

    [SuppressMessage("Design", "CA1031", Justification = "A step that fails must not keep the process from stopping.")]
    public async Task RunAsync()
    {
        hasBegun = true;
        using var patience = new CancellationTokenSource(options.Value.Notice + options.Value.StepsMax, clock);
        await Task.Delay(options.Value.Notice, clock, CancellationToken.None);
        foreach (var step in steps)
        {
            try
            {
                await MeasureAsync(step.Name, () => step.RunAsync(services, patience.Token));
            }
            catch (Exception fault)
            {
                LogFailed(logger, fault, step.Name);
            }
        }
    }

    public async Task MeasureAsync(string step, Func<Task> run)
    {
        var began = clock.GetTimestamp();
        try
        {
            await run();
        }
        finally
        {
            var took = clock.GetElapsedTime(began);
            duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("step", step));
            LogTook(logger, step, took.TotalSeconds);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: {Step} took {Seconds:0.00} s.")]
    private static partial void LogTook(ILogger logger, string step, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stopping: {Step} was not completed.")]
    private static partial void LogFailed(ILogger logger, Exception fault, string step);
}
