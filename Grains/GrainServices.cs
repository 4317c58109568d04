using Academy.Catalog;
using Academy.Grains.Accounts;
using Academy.Grains.Catalog;
using Academy.Grains.Chat;
using Academy.Grains.Chat.Messages;
using Academy.Grains.Chat.Personal;
using Academy.Grains.Demo;
using Academy.Grains.Gamification;
using Academy.Grains.Learning;
using Academy.Grains.Mail;
using Academy.Grains.Operations;
using Academy.Grains.Operations.Housekeeping;
using Academy.Grains.Streams;
using Academy.Grains.Users;
using Academy.Identifiers;
using Academy.Journal.Outbox;
using Academy.Journal.Projections;
using Academy.Learning;
using Academy.Operations;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Academy.Grains;

/// <summary>Everything the grains need, slice by slice.</summary>
public static class GrainServices
{
    /// <param name="services">The host's services.</param>
    /// <param name="masterKey">32 bytes; the keys of e-mail addresses and refresh tokens are derived from it.</param>
    public static IServiceCollection AddGrainServices(this IServiceCollection services, byte[] masterKey)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IdSource>();

        // Streams
        services.AddSingleton(
            new EventCatalog([
                .. AccountEvents.Types,
                .. RevocationEvents.Types,
                .. CourseEvents.Types,
                .. LearningEvents.Types,
                .. CourseActivityEvents.Types,
                .. GamificationEvents.Types,
                .. ChatEvents.Types,
                .. PersonalChatEvents.Types,
            ])
        );
        services.AddSingleton<IReadOnlyList<StreamContract>>(StreamContracts.All);
        services.AddSingleton<IEventDecoder, EventDecoder>();
        services.AddJournaledStreams();

        // Users
        services.AddSingleton<IStreamDescriptor<UserState>, UserStream>();

        // Accounts
        services.AddAccounts(masterKey);

        // Catalog
        services.AddSingleton<CourseShelf>();
        services.AddSingleton<IStreamDescriptor<Course>, CourseStream>();
        services.AddSingleton<IProjection, CatalogProjection>();
        services.AddSingleton<ICatalogQueries, CatalogQueries>();

        // Learning
        services.AddSingleton<CourseActivityNudges>();
        services.AddSingleton<IStreamDescriptor<CourseActivityState>, CourseActivityStream>();
        services.AddSingleton<IProjection, LearningProjection>();
        services.AddSingleton<ILearningQueries, LearningQueries>();

        // Gamification
        services.AddSingleton<LeaderboardFeeder>();
        services.AddSingleton<ILeaderboardTotals, LeaderboardTotals>();
        services.AddSingleton<IProjection, GamificationProjection>();

        // Chat
        services.AddChat();

        // Mail
        services
            .AddOptions<SmtpOptions>()
            .BindConfiguration("Mail:Smtp")
            .Validate(
                o => o.IsComplete,
                "Mail__Smtp__Port must be a port, and Mail__Smtp__From an address, where Mail__Smtp__Host is given."
            )
            .ValidateOnStart();
        services.AddSingleton<Postbox>();

        // Operations
        services.AddSingleton<IOperationsDesk, OperationsDesk>();
        services.AddSingleton<IClusterDesk, ClusterDesk>();
        services.AddSingleton<ITraceDesk, TraceDesk>();
        services.AddHousekeepingTasks();
        return services;
    }

    /// <summary>Begins, with the host, what is done now and then; after what runs the grains, which it calls.</summary>
    public static IServiceCollection AddHousekeeping(this IServiceCollection services) =>
        services.AddHostedService<HousekeepingLoop>().AddHostedService<SearchUpkeep>();

    /// <summary>Seeds the demo academy before the host serves anybody; for Development.</summary>
    public static IServiceCollection AddDemoAcademy(this IServiceCollection services) =>
        services.AddHostedService<DemoAcademy>();
}
