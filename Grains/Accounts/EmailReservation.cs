using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Streams;

namespace Academy.Grains.Accounts;

/// <summary>Whose an e-mail address is.</summary>
internal sealed class EmailReservation : ICore
{
    public OrganizationId Organization { get; set; }

    public UserId? User { get; set; }

    public Decision<Done> Reserve(OrganizationId organization, UserId user) =>
        User is null
            ? Decision.Of(Done.Instance, new EmailReserved(organization, user))
            : Decision.Already(Done.Instance);

    public void Apply(object body, long seq, DateTimeOffset at)
    {
        if (body is EmailReserved e)
            (Organization, User) = (e.Organization, e.UserId);
    }
}
