using Orleans;
using Orleans.Concurrency;

namespace Academy.Commands;

/// <summary>
/// How a repeated command is recognised: the client's <c>Idempotency-Key</c> and a hash of the request it came with.
/// </summary>
[GenerateSerializer, Immutable, Alias("commands.command-key")]
public sealed record CommandKey([property: Id(0)] string Id, [property: Id(1)] string RequestHash)
{
    /// <summary>Characters that a client's key may have.</summary>
    public const int LengthMax = 128;
}
