using Academy.Journal.Outbox;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Academy.Journal;

/// <summary>Registers the worker of the outbox.</summary>
public static class OutboxServices
{
    /// <inheritdoc cref="AddOutbox(IServiceCollection, Action{OutboxOptions})"/>
    public static IServiceCollection AddOutbox(this IServiceCollection services, IConfiguration section) =>
        services.AddOutbox(section.Bind);

    /// <summary>
    /// Adds the worker. Call it after the journal and everything that handlers (<see cref="IOutboxHandler"/>) use are
    /// added: the worker then starts last and stops first.
    /// </summary>
    public static IServiceCollection AddOutbox(this IServiceCollection services, Action<OutboxOptions> configure)
    {
        services
            .AddOptions<OutboxOptions>()
            .Configure(configure)
            .Validate(
                o => o.Concurrency > 0 && o.AttemptsMax > 0,
                "Outbox__Concurrency and Outbox__AttemptsMax must be above zero."
            )
            .Validate(
                o => o.ClaimFor > o.AttemptTimeout,
                "Outbox__ClaimFor must be longer than Outbox__AttemptTimeout."
            )
            .Validate(
                o => o.Sweep > TimeSpan.Zero && o.FirstRetry >= TimeSpan.Zero && o.LastRetry >= o.FirstRetry,
                "Outbox__LastRetry must not be shorter than Outbox__FirstRetry, and Outbox__Sweep must be above zero."
            )
            .ValidateOnStart();
#pragma warning disable RS0030 // The source of chance, unless a test injects another.
        services.TryAddSingleton(Random.Shared);
#pragma warning restore RS0030
        services.AddSingleton<OutboxTable>();
        services.AddSingleton<OutboxMetrics>();
        services.AddSingleton<OutboxAttempt>();
        services.AddHostedService<OutboxWorker>();
        return services;
    }
}
