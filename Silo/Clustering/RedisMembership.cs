using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using StackExchange.Redis;

namespace Academy.Silo.Clustering;

/// <summary>
/// The table of members in Redis instead of the journal's database: <c>Cluster__Membership=Redis</c>.
/// </summary>
internal static class RedisMembership
{
    /// <summary>The connection that the settings name; null: the members are in the journal's database.</summary>
    /// <exception cref="SettingException">A setting is missing or wrong.</exception>
    public static string? Read(IConfiguration configuration) =>
        configuration["Cluster:Membership"] switch
        {
            null or "" or "PostgreSql" => null,
            "Redis" => Checked(configuration.GetConnectionString("Redis")),
            var other => throw new SettingException(
                $"Cluster__Membership must be PostgreSql or Redis; it is '{other}'."
            ),
        };

    public static void UseRedis(this ISiloBuilder silo, string connection) =>
        silo.UseRedisClustering(options => options.ConfigurationOptions = ConfigurationOptions.Parse(connection));

    public static void UseRedis(this IClientBuilder client, string connection) =>
        client.UseRedisClustering(options => options.ConfigurationOptions = ConfigurationOptions.Parse(connection));

    private static string Checked(string? connection)
    {
        if (connection is not { Length: > 0 })
            throw new SettingException(
                "ConnectionStrings__Redis is missing: Cluster__Membership=Redis keeps the members there."
            );
        try
        {
            return ConfigurationOptions.Parse(connection).EndPoints.Count > 0
                ? connection
                : throw new SettingException("ConnectionStrings__Redis names no server.");
        }
        catch (ArgumentException fault)
        {
            throw new SettingException($"ConnectionStrings__Redis cannot be read: {fault.Message}");
        }
    }
}
