using Academy.Grains.Operations.Housekeeping;
using Academy.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Grains.Operations;

internal static class OperationsRegistration
{
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<IOperationsDesk, OperationsDesk>();
        services.AddSingleton<IClusterDesk, ClusterDesk>();
        services.AddSingleton<ITraceDesk, TraceDesk>();
        services.AddHousekeepingTasks();
        return services;
    }
}
