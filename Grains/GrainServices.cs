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
using Academy.Grains.Pictures;
using Academy.Grains.Users;
using Academy.Identifiers;
using Academy.Journal.Projections;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Academy.Grains;

/// <summary>Everything the grains need: one line per slice.</summary>
public static class GrainServices
{
    /// <param name="services">The host's services.</param>
    /// <param name="masterKey">32 bytes; the keys of e-mail addresses and refresh tokens are derived from it.</param>
    public static IServiceCollection AddGrainServices(this IServiceCollection services, byte[] masterKey)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IdSource>();
        services.AddSliceCatalogs();
        services.AddSingleton<IEventDecoder, EventDecoder>();
        services.AddJournaledStreams();

        services.AddUsers();
        services.AddAccounts(masterKey);
        services.AddCatalog();
        services.AddLearning();
        services.AddGamification();
        services.AddChat();
        services.AddPictures();
        services.AddMail();
        services.AddOperations();
        return services;
    }

    /// <summary>Begins, with the host, what is done now and then; after what runs the grains, which it calls.</summary>
    public static IServiceCollection AddHousekeeping(this IServiceCollection services) =>
        services.AddHostedService<HousekeepingLoop>().AddHostedService<SearchUpkeep>();

    /// <summary>Seeds the demo academy before the host serves anybody; for Development.</summary>
    public static IServiceCollection AddDemoAcademy(this IServiceCollection services) =>
        services.AddHostedService<DemoAcademy>();
}
