using Microsoft.Extensions.DependencyInjection;

namespace Academy.Grains.Mail;

internal static class MailRegistration
{
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services
            .AddOptions<SmtpOptions>()
            .BindConfiguration("Mail:Smtp")
            .Validate(
                o => o.IsComplete,
                "Mail__Smtp__Port must be a port, and Mail__Smtp__From an address, where Mail__Smtp__Host is given."
            )
            .ValidateOnStart();
        services.AddSingleton<EmailSender>();
        return services;
    }
}
