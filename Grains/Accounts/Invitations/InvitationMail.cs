using Academy.Accounts;
using Academy.Accounts.Invitations;
using Academy.Commands;
using Academy.Grains.Mail;
using Academy.Journal.Outbox;
using Microsoft.Extensions.Options;
using Orleans;

namespace Academy.Grains.Accounts.Invitations;

/// <summary>
/// Sends the link of an invitation. The row names the invitation; its address and its link are made when the mail is
/// written.
/// </summary>
internal sealed class InvitationMail(
    IGrainFactory grains,
    EmailSender email,
    InvitationLinks links,
    IOptions<AcademyOptions> academy
) : IOutboxHandler
{
    public const string Name = "mail.invitation";

    public string Kind => Name;

    /// <summary>False where there is no mail, or no address of the academy for the link to begin with.</summary>
    public bool IsSent => email.IsOpen && academy.Value.Url is not null;

    public async Task<OutboxResult> HandleAsync(OutboxWork work, CancellationToken cancellationToken)
    {
        var invited = InvitedPerson.Of(work);
        var invitation = await grains
            .GetGrain<IInvitationGrain>(GrainKey.Of(invited.Organization, invited.Invitation))
            .Get();
        // Withdrawn, accepted or too old meanwhile: the link would be of no use.
        if (invitation is null)
            return OutboxResult.Done;
        if (academy.Value.Url is not { } url)
            return OutboxResult.Never("The address of the academy is not set (Academy__Url).");
        var link = new Uri(url, links.PathOf(invited.Organization, invited.Invitation));
        return await email.SendAsync(
            new EmailMessage(
                work.Id,
                invitation.Email,
                invitation.Email,
                "You are invited to Academy",
                Text(invitation, link)
            ),
            cancellationToken
        );
    }

    private static string Text(InvitationView invitation, Uri link) =>
        $"""
            Hello,

            you are invited to Academy as {Called(invitation.Role)}. Open this link to choose a password:

            {link}

            It can be used once, until {invitation.ExpiresAt:yyyy-MM-dd HH:mm} UTC.
            If you did not expect this mail, you need not do anything.
            """.ReplaceLineEndings("\r\n");

    private static string Called(Role role) =>
        role switch
        {
            Role.Admin => "an administrator",
            Role.Instructor => "an instructor",
            _ => "a student",
        };
}
