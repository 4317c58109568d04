using Academy.Grains;
using Academy.Runtime;
using Academy.Silo.Reminders;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Academy.Silo.Runtimes;

/// <summary>The grains on the repository's own runtime (<c>Runtime/</c>), which is the default.</summary>
internal static class RuntimeHost
{
    /// <summary>Adds the grains and what runs them: after the journal, which they need to start and to stop.</summary>
    public static void AddRuntime(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IAnswerGuard, LeaseGuard>();
        builder.Services.AddAcademyRuntime(GrainManifest.Describe, builder.Configuration.GetSection("Runtime").Bind);
        builder.Services.AddPostgresReminders(builder.Configuration.GetSection("Reminders").Bind);
        builder.Services.AddNodeReports();
    }
}
