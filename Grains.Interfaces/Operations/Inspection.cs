using Orleans;
using Orleans.Concurrency;

namespace Academy.Operations;

/// <summary>A grain's state, as an operator may see it.</summary>
/// <param name="Stream">Its stream in the journal; null if it has none.</param>
/// <param name="Seq">The number of the latest event in the state.</param>
/// <param name="Bytes">Bytes of the state as JSON.</param>
/// <param name="State">UTF-8 JSON; null if it has more than <see cref="BytesMax"/>.</param>
[GenerateSerializer, Immutable, Alias("operations.inspection")]
public sealed record Inspection(
    [property: Id(0)] string? Stream,
    [property: Id(1)] long Seq,
    [property: Id(2)] long Bytes,
    [property: Id(3)] ReadOnlyMemory<byte>? State
)
{
    public const int BytesMax = 256 * 1024;
}
