using Academy.Grains.Search;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Grains.Operations.Housekeeping;

internal static class HousekeepingServices
{
    public static void AddHousekeepingTasks(this IServiceCollection services)
    {
        services.AddSingleton<HousekeepingTable>();
        services.AddSingleton<HousekeepingMetrics>();
        services.AddSingleton<IHousekeepingTask, JournalTask>();
        services.AddSingleton<IHousekeepingTask, MessagesTask>();
        services.AddSingleton<IHousekeepingTask, AttachmentsTask>();
        services.AddSingleton<IHousekeepingTask, ErasuresTask>();
        services.AddSingleton<IHousekeepingTask, VitalsTask>();
        services.AddSingleton<SearchFill>();
        services.AddSingleton<IHousekeepingTask, SearchTask>();
        services.AddSingleton<IHousekeepingTask, NamesTask>();
    }
}
