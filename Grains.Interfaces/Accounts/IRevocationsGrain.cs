using Academy.Calls;
using Academy.Streams;
using Orleans.Concurrency;
using Orleans;

namespace Academy.Accounts;

/// <summary>
/// Gathers what ended (<c>revocations:all</c>), for the nodes; no client may watch it. Key: <c>-/all</c>.
/// </summary>
public interface IRevocationsGrain : IGrainWithStringKey
{
    /// <summary>Tells the nodes what was left on the feed, now; losing this call loses nothing, because the owner also sweeps.</summary>
    [OneWay]
    Task TakeUp();

    /// <summary>What is remembered, and where the stream stands: what a node begins with.</summary>
    [AlwaysInterleave, Repeatable]
    Task<RevocationsView> Current();
}

[GenerateSerializer, Immutable]
public sealed record RevocationsView(
    [property: Id(0)] StreamCursor Position, [property: Id(1)] IReadOnlyList<Revocation> Revocations);
