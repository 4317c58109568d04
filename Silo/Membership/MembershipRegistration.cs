using Academy.Journal;
using Academy.Runtime.Clustering;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Academy.Silo.Membership;

/// <summary>Makes a process a member of the cluster whose table is in the journal's database.</summary>
internal static class MembershipRegistration
{
    /// <summary>After the runtime, before what calls grains as soon as the host starts.</summary>
    public static void AddCluster(this IHostApplicationBuilder builder, ClusterSettings cluster)
    {
        var services = builder.Services;
        services.AddSingleton(cluster);
        services.AddSingleton<IMembershipTable>(provider =>
        {
            var journal = provider.GetRequiredService<IOptions<JournalOptions>>().Value;
            return new PostgresMembership(
                journal.ConnectionString, provider.GetRequiredService<IFences>(), provider.GetRequiredService<ILeases>(), journal.Lease);
        });
        if (cluster.HostsGrains)
            services.AddSingleton<IMemberIdentity, SiloIdentity>();
        else
            services.AddSingleton<IMemberIdentity, ClientIdentity>();
        services.AddClustering(options =>
        {
            options.Role = cluster.HostsGrains ? MemberRole.Silo : MemberRole.Client;
            options.ClusterId = cluster.Id;
            options.Secret = cluster.Secret;
            options.Listen = cluster.Listen;
            options.Certificate = cluster.Certificate;
        });
        services.AddClusterMembership(builder.Configuration.GetSection("Cluster:Membership").Bind);
        services.AddHostedService<MemberAnnouncement>();
        services.AddHostedService<MovedWatches>();
        if (cluster.HostsGrains)
            services.AddHostedService<GoneSilos>();
        services.AddHealthChecks().AddCheck<ClusterCheck>("cluster");
    }
}
