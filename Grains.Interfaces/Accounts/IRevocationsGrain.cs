using Academy.Calls;
using Academy.Streams;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Accounts;

/// <summary>
/// Gathers what ended (<c>revocations:all</c>), for the nodes; no client may watch it. Key: <c>-/all</c>.
/// </summary>
[Alias("accounts.revocations-grain")]
public interface IRevocationsGrain : IGrainWithStringKey
{
    /// <summary>
    /// Tells the nodes what was left on the feed, now; losing this call loses nothing, because the owner also sweeps.
    /// </summary>
    [OneWay, Alias("take-up")]
    Task TakeUp();

    /// <summary>What is remembered, and where the stream stands: what a node begins with.</summary>
    [AlwaysInterleave, Repeatable, Alias("current")]
    Task<RevocationsView> Current();
}

[GenerateSerializer, Immutable, Alias("accounts.revocations-view")]
public sealed record RevocationsView(
    [property: Id(0)] StreamCursor Position,
    [property: Id(1)] IReadOnlyList<Revocation> Revocations
);
