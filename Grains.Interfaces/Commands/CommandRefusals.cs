namespace Academy.Commands;

/// <summary>Refusals that any command can meet.</summary>
public static class CommandRefusals
{
    public static readonly Refusal KeyReused = new(
        "request.key-reused",
        RefusalKind.Unprocessable,
        "This Idempotency-Key was used before with another request."
    );

    public static readonly Refusal Forbidden = new(
        "request.forbidden",
        RefusalKind.Forbidden,
        "Your role does not allow this."
    );
}
