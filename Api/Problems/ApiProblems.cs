using Academy.Api.Requests;

namespace Academy.Api.Problems;

/// <summary>
/// The catalogue of what can go wrong at the door, before a grain is asked. What grains refuse is in the
/// <c>…Refusals</c> of each slice; docs/errors.md lists both.
/// </summary>
internal static class ApiProblems
{
    public static readonly ProblemKind MalformedJson = new("request.malformed-json", 400, "The body is not JSON.");

    public static readonly ProblemKind Validation = new(
        "request.validation",
        400,
        "Some values are missing or not acceptable; see errors."
    );

    public static readonly ProblemKind BadRequest = new("request.malformed", 400, "The request is not valid HTTP.");

    public static readonly ProblemKind TokenMissing = new(
        "auth.token-missing",
        401,
        "Log in: this needs an access token."
    );

    public static readonly ProblemKind TokenInvalid = new(
        "auth.token-invalid",
        401,
        "The access token is not valid or has expired. Refresh it."
    );

    public static readonly ProblemKind Forbidden = new(
        Commands.CommandRefusals.Forbidden.Code,
        403,
        Commands.CommandRefusals.Forbidden.Detail
    );

    public static readonly ProblemKind OriginNotAllowed = new(
        "request.origin-not-allowed",
        403,
        "Pages of this site may not connect here."
    );

    public static readonly ProblemKind CookieNeedsHttps = new(
        "auth.cookie-needs-https",
        400,
        "A refresh token is kept in a cookie over https only. Without \"refresh\" it comes in the body."
    );

    public static readonly ProblemKind NotFound = new("request.not-found", 404, "There is nothing at this address.");

    public static readonly ProblemKind MethodNotAllowed = new(
        "request.method-not-allowed",
        405,
        "This address does not know that method; see Allow."
    );

    public static readonly ProblemKind Timeout = new("request.timeout", 408, "The request took too long to arrive.");

    public static readonly ProblemKind TooLarge = new(
        "request.too-large",
        413,
        $"A request's body has at most {BodyLimits.BytesMax / 1024} KB, a file "
            + $"{BodyLimits.FileBytesMax / 1024 / 1024} MB."
    );

    public static readonly ProblemKind UnsupportedMediaType = new(
        "request.unsupported-media-type",
        415,
        "Send the body as application/json in UTF-8."
    );

    public static readonly ProblemKind HeadersTooLarge = new(
        "request.headers-too-large",
        431,
        "The request's headers are too large."
    );

    public static readonly ProblemKind RateLimited = new(
        "rate-limit.exceeded",
        429,
        "Too many requests; try again later."
    )
    {
        RetryAfter = 60,
    };

    public static readonly ProblemKind StreamNotFound = new(
        "stream.not-found",
        404,
        "There is no such stream, or it is not yours to read."
    );

    public static readonly ProblemKind StreamOffsetGone = new(
        "stream.offset-gone",
        410,
        "What follows this offset cannot be told event by event any more. Read from the beginning: offset=-1."
    );

    public static readonly ProblemKind TooManyReads = new(
        "stream.too-many-reads",
        429,
        "The session, or the person, has as many live reads and sockets as it may have; end one."
    )
    {
        RetryAfter = 1,
    };

    public static readonly ProblemKind ServiceError = new(
        "service.error",
        500,
        "Something went wrong here. Name the traceId when you report it."
    );

    public static readonly ProblemKind Unavailable = new(
        "service.unavailable",
        503,
        "The service cannot reach what it needs. Nothing was done; try again."
    )
    {
        RetryAfter = 2,
    };

    public static readonly ProblemKind UnknownOutcome = new(
        "service.timeout",
        503,
        "No answer in time. Send it again with the same Idempotency-Key: it happens once."
    )
    {
        RetryAfter = 2,
    };

    /// <summary>
    /// The same of a command without an id, which nobody may send again blindly: so without a time for that.
    /// </summary>
    public static readonly ProblemKind UnknownOutcomeOfOne = new(
        "request.outcome-unknown",
        504,
        "No answer in time, and without an Idempotency-Key it must not be sent again blindly: it may "
            + "have been done. Read what it changes to find out."
    );

    public static readonly ProblemKind Overloaded = new(
        "service.overloaded",
        503,
        "The service has more work than it can do. Nothing was done; try again."
    )
    {
        RetryAfter = 1,
    };

    public static readonly IReadOnlyList<ProblemKind> All =
    [
        MalformedJson,
        Validation,
        BadRequest,
        TokenMissing,
        TokenInvalid,
        Forbidden,
        OriginNotAllowed,
        CookieNeedsHttps,
        NotFound,
        MethodNotAllowed,
        Timeout,
        TooLarge,
        UnsupportedMediaType,
        HeadersTooLarge,
        RateLimited,
        StreamNotFound,
        StreamOffsetGone,
        TooManyReads,
        ServiceError,
        Unavailable,
        UnknownOutcome,
        UnknownOutcomeOfOne,
        Overloaded,
    ];

    /// <summary>What a bare status of the framework means.</summary>
    public static ProblemKind OfStatus(int status) =>
        status switch
        {
            400 => BadRequest,
            401 => TokenMissing,
            403 => Forbidden,
            404 => NotFound,
            405 => MethodNotAllowed,
            408 => Timeout,
            413 => TooLarge,
            415 => UnsupportedMediaType,
            431 => HeadersTooLarge,
            429 => RateLimited,
            503 => Unavailable,
            _ => status < 500 ? BadRequest : ServiceError,
        };
}
