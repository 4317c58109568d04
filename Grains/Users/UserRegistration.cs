using Academy.Grains.Operations;
using Academy.Streams;
using Academy.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Grains.Users;

internal static class UserRegistration
{
    public static IServiceCollection AddUsers(this IServiceCollection services)
    {
        services.AddSingleton<IStreamDescriptor<UserState>, UserStream>();
        services.AddSlice(
            new()
            {
                Streams =
                [
                    new("user", static (grains, key) => grains.GetGrain<IUserGrain>(key)) { IsSignalled = true },
                ],
                Inspected = [InspectedGrain.Of<UserGrain, IUserGrain>()],
            }
        );
        return services;
    }
}
