using Academy.Journal.Hosting;
using Academy.Journal.Projections;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Vault;

/// <summary>Registers the vault. The journal of the same container migrates its tables and checks its master
/// key.</summary>
public static class VaultServices
{
    public static IServiceCollection AddVault(this IServiceCollection services, byte[] masterKey)
    {
        services
            .AddOptions<VaultOptions>()
            .Configure(options => options.MasterKey = masterKey)
            .Validate(options => options.MasterKey.Length == 32, "The vault needs a master key of 32 bytes.");
        services.AddSingleton<MasterKey>();
        services.AddSingleton<IStartCheck>(provider => provider.GetRequiredService<MasterKey>());
        services.AddSingleton<PersonVault>();
        services.AddSingleton<IPersonVault>(provider => provider.GetRequiredService<PersonVault>());
        services.AddSingleton<IRebuildPreparation>(provider => provider.GetRequiredService<PersonVault>());
        return services;
    }
}
