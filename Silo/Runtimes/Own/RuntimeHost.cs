using Academy.Commands;
using Academy.Runtime;
using Academy.Silo.Membership;
using Academy.Silo.Reminders;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Academy.Silo.Runtimes;

/// <summary>The grains on the repository's own runtime (<c>Runtime/</c>), which is the default.</summary>
internal static class RuntimeHost
{
    /// <summary>Adds the grains and what runs them, or, in a client, what calls them: after the journal, which they need to start
    /// and to stop.</summary>
    public static void AddRuntime(this IHostApplicationBuilder builder, ClusterSettings cluster)
    {
        builder.Services.AddAcademyRuntime(SiloManifest.Describe, runtime =>
        {
            builder.Configuration.GetSection("Runtime").Bind(runtime);
            // A command's id makes it safe to send again.
            runtime.RepeatableWith.Add(typeof(CommandKey));
        });
        if (cluster.IsCluster)
            builder.AddCluster(cluster);
        builder.Services.AddNodeReports();
        if (!cluster.HostsGrains)
            return;
        builder.Services.AddSingleton<IAnswerGuard, LeaseGuard>();
        builder.Services.AddPostgresReminders(builder.Configuration.GetSection("Reminders").Bind);
    }
}
