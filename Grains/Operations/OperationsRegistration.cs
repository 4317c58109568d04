using Academy.Grains.Operations.Housekeeping;
using Academy.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Grains.Operations;

internal static class OperationsRegistration
{
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<IOperationsAdminQueries, OperationsAdminQueries>();
        services.AddSingleton<IClusterAdminQueries, ClusterAdminQueries>();
        services.AddSingleton<IAuditTrail, AuditTrail>();
        services.AddSingleton<IAuditQueries, AuditQueries>();
        services.AddSingleton<ITraceAdminQueries, TraceAdminQueries>();
        services.AddSingleton<Vitals>();
        services.AddSingleton<IVitals>(provider => provider.GetRequiredService<Vitals>());
        services.AddHostedService(provider => provider.GetRequiredService<Vitals>());
        services.AddHousekeepingTasks();
        return services;
    }
}
