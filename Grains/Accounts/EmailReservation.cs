using Academy.Accounts;
using Academy.Commands;
using Academy.Streams;

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

    public Decision<Done> Release(UserId user) =>
        User == user ? Decision.Of(Done.Instance, new EmailReleased(user)) : Decision.Already(Done.Instance);

    public void Apply(object body, long seq, DateTimeOffset at)
    {
        switch (body)
        {
            case EmailReserved e:
                (Organization, User) = (e.Organization, e.UserId);
                break;
            case EmailReleased:
                User = null;
                break;
        }
    }
}
