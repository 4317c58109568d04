using Academy.Commands;

namespace Academy.Accounts;

public static class AccountRefusals
{
    public static readonly Refusal EmailTaken = new(
        "auth.email-taken",
        RefusalKind.Conflict,
        "An account with this e-mail address exists."
    );

    public static readonly Refusal WrongCredentials = new(
        "auth.wrong-credentials",
        RefusalKind.Unauthenticated,
        "E-mail address or password is wrong."
    );

    public static readonly Refusal TokenInvalid = new(
        "auth.refresh-token-invalid",
        RefusalKind.Unauthenticated,
        "The refresh token is not valid (any more). Log in again."
    );

    public static readonly Refusal TokenReused = new(
        "auth.refresh-token-reused",
        RefusalKind.Unauthenticated,
        "The refresh token was used before; the session was ended for safety. Log in again."
    );

    public static readonly Refusal WrongPassword = new(
        "accounts.wrong-password",
        RefusalKind.Forbidden,
        "The password is wrong."
    );

    public static readonly Refusal Erased = new(
        "accounts.erased",
        RefusalKind.Conflict,
        "The account of this registration was erased. To register again, send another Idempotency-Key."
    );

    private static readonly Refusal StillNeeded = new(
        "accounts.still-needed",
        RefusalKind.Conflict,
        "Somebody else has to take over first what obstacles names. For courses, the administrators were asked to."
    );

    public static readonly Refusal NotFound = new(
        "accounts.not-found",
        RefusalKind.NotFound,
        "There is no such account."
    );

    /// <summary>Nobody would be left who could do what this person does.</summary>
    public static Refusal StillNeededFor(IReadOnlyList<Obstacle> obstacles) =>
        StillNeeded with
        {
            Obstacles = obstacles,
        };
}
