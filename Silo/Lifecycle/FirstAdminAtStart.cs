using Academy.Grains.Accounts;
using Academy.Grains.Accounts.Invitations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Academy.Silo.Lifecycle;

/// <summary><c>Academy__FirstAdmin</c>: has the first administrator invited, where there is none.</summary>
internal sealed partial class FirstAdminAtStart(
    FirstAdmin firstAdmin,
    IOptions<AcademyOptions> options,
    ILogger<FirstAdminAtStart> logger
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.FirstAdmin is not { Length: > 0 } email)
            return;
        var invited = await firstAdmin.InviteAsync(email, again: false, cancellationToken);
        switch (invited.Verdict)
        {
            case FirstAdminVerdict.Made:
                var link = options.Value.Url is { } url ? new Uri(url, invited.Path).ToString() : invited.Path!;
                LogInvited(logger, link);
                break;
            case FirstAdminVerdict.NotAnAddress:
                throw new OptionsValidationException(
                    nameof(AcademyOptions.FirstAdmin),
                    typeof(AcademyOptions),
                    ["Academy__FirstAdmin must be an e-mail address."]
                );
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "There is no administrator. Whom Academy__FirstAdmin names becomes one by this link, once: {Link}"
    )]
    private static partial void LogInvited(ILogger logger, string link);
}
