using Academy.Journal;
using Academy.Silo.Clustering;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Academy.Silo.PlantedFaults;

/// <summary>
/// Plants a fault in a process: decorates the service that keeps the promise which the fault breaks. Debug builds only
/// (Silo.csproj), after everything else is registered; the simulation composes its nodes with it, too.
/// </summary>
internal static class FaultPlanting
{
    public static void AddTo(IServiceCollection services, Fault fault)
    {
        if (fault == Fault.None)
            return;
        services.AddSingleton(new PlantedFaultName(fault));
        services.AddHostedService<PlantedFaultWarning>();
        switch (fault)
        {
            case Fault.FenceDropped:
                services.Decorate<IJournalDatabase>(inner => new DatabaseWith(inner, connection => new FenceNotHeld(
                    connection
                )));
                break;
            case Fault.SeqSkipped:
                services.Decorate<IJournalDatabase>(inner => new DatabaseWith(inner, connection => new NumberLeftOut(
                    connection
                )));
                break;
            case Fault.ProjectionOutsideTransaction:
                services.Decorate<IJournalDatabase>(inner => new DatabaseWith(
                    inner,
                    connection => new ProjectionAfterwards(connection)
                ));
                break;
            case Fault.AnswerBeforeCommit:
                services.Decorate<IJournal>(inner => new AnswerAtOnce(inner));
                break;
            case Fault.NoDeduplication:
                services.Decorate<IJournal>(inner => new CommandsForgotten(inner));
                break;
            case Fault.ResumeOffByOne:
                services.Decorate<IJournal>(inner => new FirstMissedLeftOut(inner));
                break;
            case Fault.UnboundedQueue:
                services.PostConfigure<JournalOptions>(options => options.QueueMax = int.MaxValue);
                break;
            case Fault.LeaseIgnored:
                services.Decorate<ILease>(inner => new LeaseForEver(inner));
                break;
            case Fault.LoadedBeforeFenced:
                services.Decorate<IFencing>(inner => new FencedLater(inner));
                // Or what was loaded too early is found to be old, and loaded again.
                services.Decorate<IJournal>(inner => new HeadsUnknown(inner));
                break;
            case Fault.StaleOwnerSpeaks:
                services.Decorate<IJournal>(inner => new HeadsUnknown(inner));
                break;
            case Fault.FenceLeftStanding:
                services.Decorate<IFences>(_ => new FencesLeft());
                break;
            case Fault.OwnershipCheckSkipped:
                OpenStreams(services);
                break;
            case Fault.PublishBeforeCommit:
                // A line where events are published: nothing stands between an append and its publishing that could be
                // replaced.
                break;
            default:
                throw new NotSupportedException($"Nobody knows how to plant {fault}.");
        }
    }

    /// <summary>Where a process has no such service, it has no such fault.</summary>
    private static void Decorate<TService>(this IServiceCollection services, Func<TService, TService> decorate)
        where TService : class
    {
        if (services.LastOrDefault(known => known.ServiceType == typeof(TService)) is { } inner)
            services.AddSingleton(provider => decorate((TService)Make(inner, provider)));
    }

    /// <summary>The descriptors of all kinds of streams; those of feeds stay, whom nobody commands.</summary>
    private static void OpenStreams(IServiceCollection services)
    {
        foreach (var known in services.Where(IsDescriptor).ToArray())
        {
            var decorator = typeof(OpenToAnybody<>).MakeGenericType(known.ServiceType.GetGenericArguments());
            services.AddSingleton(known.ServiceType, provider => Make(known, provider) switch
                {
                    var feed when Array.Exists(feed.GetType().GetInterfaces(), IsFeedDescriptor) => feed,
                    var inner => ActivatorUtilities.CreateInstance(provider, decorator, inner),
                });
        }

        static bool IsDescriptor(ServiceDescriptor known) =>
            known.ServiceType.IsGenericType
            && known.ServiceType.GetGenericTypeDefinition() == typeof(IStreamDescriptor<>);

        static bool IsFeedDescriptor(Type type) =>
            type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IFeedDescriptor<>);
    }

    private static object Make(ServiceDescriptor known, IServiceProvider provider) =>
        known.ImplementationInstance
        ?? known.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, known.ImplementationType!);
}

internal sealed record PlantedFaultName(Fault Fault);

/// <summary>Says so, first of all and as loudly as can be.</summary>
internal sealed partial class PlantedFaultWarning : IHostedService
{
    public PlantedFaultWarning(PlantedFaultName planted, ILogger<PlantedFaultWarning> logger) =>
        LogPlanted(logger, planted.Fault);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "THIS PROCESS HAS A PLANTED FAULT: {Fault}. IT LOSES OR LEAKS DATA ON PURPOSE."
    )]
    private static partial void LogPlanted(ILogger logger, Fault fault);
}
