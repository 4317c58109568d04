using Academy.Runtime;
using Academy.Runtime.Reminders;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Silo.Reminders;

/// <summary>Registers reminders that are kept in PostgreSQL.</summary>
public static class ReminderRegistration
{
    public static IServiceCollection AddPostgresReminders(this IServiceCollection services, Action<ReminderOptions>? configure = null) =>
        services.AddSingleton<IReminderStore, PostgresReminders>().AddReminders(configure);
}
