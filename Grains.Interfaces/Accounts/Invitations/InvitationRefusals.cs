using Academy.Commands;

namespace Academy.Accounts.Invitations;

public static class InvitationRefusals
{
    public static readonly Refusal LinkOfNoUse = new(
        "invitations.link-of-no-use",
        RefusalKind.NotFound,
        "This link was used, withdrawn, or is too old. Ask whoever invited you for another one."
    );

    public static readonly Refusal NotFound = new(
        "invitations.not-found",
        RefusalKind.NotFound,
        "There is no such open invitation."
    );

    public static readonly Refusal HasAccount = new(
        "invitations.has-account",
        RefusalKind.Conflict,
        "This e-mail address has an account here. Change the role of that person instead."
    );

    public static readonly Refusal TooMany = new(
        "invitations.too-many",
        RefusalKind.Conflict,
        $"There are {InvitationLimits.OpenMax} open invitations. Withdraw some first."
    );
}
