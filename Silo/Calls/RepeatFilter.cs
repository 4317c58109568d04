using Academy.Journal;
using Academy.Silo.Clustering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.CodeGeneration;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Invocation;

namespace Academy.Silo.Calls;

/// <summary>
/// Sends a call again that was lost, so that clients hardly ever see how silos come and go (DESIGN §4). Only calls from
/// outside a grain: a grain that repeats what it was asked would multiply the repeats of those who ask it. What was
/// turned away before it began may always be sent again; what may have been carried out only if that does no harm.
/// Overload is never answered with more of it.
/// </summary>
internal sealed partial class RepeatFilter(
    RepeatBudget budget,
    CallMetrics metrics,
    IServiceProvider services,
    IOptions<RepeatOptions> options,
    TimeProvider clock,
    Random chance,
    ILogger<RepeatFilter> logger
) : IOutgoingGrainCallFilter
{
    /// <summary>The request that is just being sent again: it passes by here as well.</summary>
    private static readonly AsyncLocal<IInvokable?> Repeated = new();

    private readonly RepeatOptions limits = options.Value;

    /// <summary>Only clients lack what ends a silo's own calls.</summary>
    private readonly SiloDeaths? deaths = services.GetService<SiloDeaths>();

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.SourceContext is not null)
            return context.Invoke();
        var plan = CallPlan.Of(context.Request);
        if (!plan.MayBeRejected || ReferenceEquals(Repeated.Value, context.Request))
            return context.Invoke();
        budget.Called();
        return InvokeAndRepeat(context, limits.AwaitsTakeover && plan.CoversLoss(context.Request));
    }

    private async Task InvokeAndRepeat(IOutgoingGrainCallContext context, bool coversLoss)
    {
        // A grain in this process is handed the request itself, and empties it when it is done: however late that is.
        var arguments = coversLoss ? ArgumentsOf(context.Request) : null;
        var began = clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan pause;
            try
            {
                if (attempt == 1 || arguments is null)
                    await (deaths is null || !coversLoss ? context.Invoke() : UnlessLost(context.Invoke(), coversLoss));
                else
                    context.Result = await InvokeAnew(context, arguments);
                return;
            }
            catch (Exception fault)
                when (MayRepeat(fault, coversLoss) && HasTime(began, attempt, out pause) && budget.TryRepeat())
            {
                metrics.Repeated(fault);
                LogRepeated(logger, context.InterfaceName, context.MethodName, attempt, fault.Message);
            }
            await Task.Delay(pause, clock);
        }
    }

    private static bool MayRepeat(Exception fault, bool coversLoss) =>
        CallFaults.IsRejected(fault)
        || coversLoss && (CallFaults.IsOutcomeUnknown(fault) || fault is JournalUnavailableException);

    /// <summary>Whether another attempt would end in time, and how long to wait before it.</summary>
    private bool HasTime(long began, int attempt, out TimeSpan pause)
    {
        pause = limits.Pause * Math.Pow(2, Math.Min(attempt - 1, 10));
        pause = (pause < limits.PauseMax ? pause : limits.PauseMax) * (0.5 + chance.NextDouble());
        return clock.GetElapsedTime(began) + pause <= limits.LastBegins;
    }

    /// <summary>
    /// The answer; or, if a silo is declared dead and none comes shortly after, that the call was lost with it: what
    /// has the grain now could answer at once.
    /// </summary>
    private async Task<TCall> UnlessLost<TCall>(TCall call, bool coversLoss)
        where TCall : Task
    {
        while (coversLoss && deaths is not null && !call.IsCompleted)
        {
            // A token, not a task: every call would leave something behind on a task that may never end.
            var death = deaths.Next;
            await call.WaitAsync(death).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (call.IsCompleted || await Task.WhenAny(call, Task.Delay(limits.AfterDeath, clock)) == call)
                break;
            // Nobody waits for it any more.
            _ = call.ContinueWith(
                late => late.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default
            );
            throw new SiloUnavailableException("A silo died that may have had this call.");
        }
        await call;
        return call;
    }

    /// <summary>Sends the same call in a request of its own.</summary>
    private async Task<object?> InvokeAnew(IOutgoingGrainCallContext context, object?[] arguments)
    {
        var request = (IRequest)services.GetRequiredService<DeepCopier>().Copy(context.Request);
        for (var i = 0; i < arguments.Length; i++)
            request.SetArgument(i, arguments[i]!);
        // Not in the constructor: what calls grains is made after its filters.
        var grains = services.GetRequiredService<IGrainReferenceRuntime>();
        Repeated.Value = request;
        return await await UnlessLost(
            grains.InvokeMethodAsync<object>((GrainReference)context.Grain, request, request.Options).AsTask(),
            coversLoss: true
        );
    }

    private static object?[] ArgumentsOf(IInvokable request)
    {
        var count = request.GetArgumentCount();
        if (count == 0)
            return [];
        var arguments = new object?[count];
        for (var i = 0; i < count; i++)
            arguments[i] = request.GetArgument(i);
        return arguments;
    }

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "{Interface}.{Method} is sent again after attempt {Attempt}: {Reason}"
    )]
    private static partial void LogRepeated(
        ILogger logger,
        string @interface,
        string method,
        int attempt,
        string reason
    );
}
