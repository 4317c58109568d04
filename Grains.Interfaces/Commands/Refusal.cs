using Orleans;
using Orleans.Concurrency;

namespace Academy.Commands;

/// <summary>What a refusal means to a client, and so its HTTP status.</summary>
public enum RefusalKind
{
    /// <summary>400: the request itself is at fault.</summary>
    Invalid,

    /// <summary>401: who asks is not known (any more).</summary>
    Unauthenticated,

    /// <summary>403: the caller may not.</summary>
    Forbidden,

    /// <summary>404: there is no such thing, or the caller may not know.</summary>
    NotFound,

    /// <summary>409: not in this state.</summary>
    Conflict,

    /// <summary>422: well-formed, and still not to be done.</summary>
    Unprocessable,

    /// <summary>429: too much in too short a time; <see cref="Refusal.RetryAfter"/> says when again.</summary>
    TooManyRequests,
}

/// <summary>
/// An expected "no": a value, not an exception. Codes are stable (<c>slice.reason</c>) and listed in docs/errors.md.
/// </summary>
[GenerateSerializer, Immutable, Alias("commands.refusal")]
public sealed record Refusal(
    [property: Id(0)] string Code,
    [property: Id(1)] RefusalKind Kind,
    [property: Id(2)] string Detail
)
{
    /// <summary>When the same may be tried again, where that is known.</summary>
    [Id(3)]
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What stands in the way, each by itself; null where the code says it all.</summary>
    [Id(4)]
    public IReadOnlyList<Obstacle>? Obstacles { get; init; }
}

/// <summary>One thing that stands in the way of a command.</summary>
/// <param name="Kind">What it is, for a client: a course, a role.</param>
/// <param name="Id">Which one.</param>
/// <param name="Title">What it is called.</param>
[GenerateSerializer, Immutable, Alias("commands.obstacle")]
public sealed record Obstacle(
    [property: Id(0)] string Kind,
    [property: Id(1)] Guid? Id = null,
    [property: Id(2)] string? Title = null
);
