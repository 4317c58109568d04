using Academy.Pictures;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Grains.Pictures;

internal static class PictureRegistration
{
    public static IServiceCollection AddPictures(this IServiceCollection services)
    {
        services
            .AddOptions<PictureOptions>()
            .BindConfiguration("Pictures")
            .Validate(
                o => o.IsValid,
                "Pictures__Workers and Pictures__TimeMax must be more than 0, and Pictures__QueueMax not negative."
            )
            .ValidateOnStart();
        services.AddSingleton<PictureWorker>();
        services.AddSingleton<PersonPictureTable>();
        return services.AddSingleton<IPersonPictures, PersonPictures>();
    }
}
