using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Academy.Runtime.Reminders;

/// <summary>
/// Takes the ticks that are due and sends them to their grains, each as an ordinary call. A tick that fails comes again
/// after an ever longer pause; ticks that were missed are one tick.
/// </summary>
internal sealed partial class ReminderService(
    GrainRuntime runtime, IReminderStore store, ReminderOptions options, Random chance, ILogger<ReminderService> logger)
    : IHostedService, IAsyncDisposable
{
    private const int ErrorLengthMax = 500;

    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<Task> _underWay = [];
    private Task _loop = Task.CompletedTask;
    private bool _away;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.ClaimFor <= runtime.Options.CallTimeout)
        {
            throw new InvalidOperationException("Reminders__ClaimFor must be longer than Runtime__CallTimeout.");
        }

        if (options.Enabled)
        {
            _loop = Task.Run(Run, CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    /// <summary>Takes nothing more and waits for the ticks under way: grains are still there.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _loop;
        try
        {
            await Task.WhenAll(_underWay).WaitAsync(runtime.Options.DrainTime, runtime.Time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // They are claimed: whoever is there when the claims have passed sends them again.
            StopIncomplete(_underWay.Count(static tick => !tick.IsCompleted));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private async Task Run()
    {
        using var timer = new PeriodicTimer(options.Sweep, runtime.Time);
        do
        {
            await SendDue();
        }
        while (await Next(timer));
    }

    private async Task<bool> Next(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task SendDue()
    {
        try
        {
            int free, found;
            do
            {
                _underWay.RemoveWhere(static tick => tick.IsCompleted);
                free = options.Concurrency - _underWay.Count;
                var due = free > 0 ? await store.ClaimAsync(free, options.ClaimFor) : [];
                found = due.Count;
                foreach (var tick in due)
                {
                    _underWay.Add(Send(tick));
                }

                if (found == free)
                {
                    await Task.WhenAny(_underWay).WaitAsync(_stopping.Token);
                }
            }
            while (found == free && !_stopping.IsCancellationRequested);
            _away = false;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // There was more to take, which others do now.
        }
        catch (Exception exception)
        {
            if (!_away)
            {
                Away(exception);
            }

            _away = true;
        }
    }

    private async Task Send(DueReminder tick)
    {
        try
        {
            var error = await Deliver(tick);
            runtime.Metrics.CountTick(failed: error is not null);
            if (error is null)
            {
                await store.CompleteAsync(tick);
            }
            else if (error is SiloUnavailableException)
            {
                await store.ReleaseAsync(tick);
            }
            else
            {
                Failed(error, tick.Grain.ToString(), tick.Name, tick.Failures + 1);
                await store.RetryAsync(tick, PauseAfter(tick.Failures + 1), ReasonOf(error));
            }
        }
        catch (Exception exception)
        {
            // How it went could not be written: it is sent again when the claim has passed.
            Unwritten(exception, tick.Grain.ToString(), tick.Name);
        }
    }

    private async Task<Exception?> Deliver(DueReminder tick)
    {
        try
        {
            await runtime.ReferToRemindable(tick.Grain).ReceiveReminder(tick.Name, tick.Status);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private TimeSpan PauseAfter(int failures)
    {
        var doubled = options.FirstRetry * Math.Pow(2, Math.Min(failures - 1, 30));
        return (doubled < options.LastRetry ? doubled : options.LastRetry) * (0.8 + 0.4 * chance.NextDouble());
    }

    private static string ReasonOf(Exception exception)
    {
        var reason = new string([.. $"{exception.GetType().Name}: {exception.Message}".ReplaceLineEndings(" ")
            .Where(static it => !char.IsControl(it) && !char.IsSurrogate(it))]);
        return reason.Length <= ErrorLengthMax ? reason : reason[..ErrorLengthMax];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reminder {Name} of {Grain} failed for the {Failures}. time; it comes again")]
    private partial void Failed(Exception exception, string grain, string name, int failures);

    [LoggerMessage(Level = LogLevel.Warning, Message = "How the reminder {Name} of {Grain} went could not be written")]
    private partial void Unwritten(Exception exception, string grain, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reminders cannot be read")]
    private partial void Away(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} reminders were still under way at the end; they are sent again")]
    private partial void StopIncomplete(int count);
}
