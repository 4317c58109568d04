using System.Text.Json;
using Academy.Accounts;
using Academy.Streams;
using Orleans;

namespace Academy.Grains.Accounts;

internal sealed class RevocationsGrain : Grain, IRevocationsGrain
{
    private readonly IFeedStream<RevocationsState> stream;

    public RevocationsGrain([JournaledStream("revocations")] IFeedStream<RevocationsState> stream)
    {
        this.stream = stream;
        stream.Show(new View(stream));
    }

    public Task TakeUp() => stream.Fold();

    public Task<RevocationsView> Current() => Task.FromResult(new RevocationsView(stream.Head, Kept(stream)));

    private static Revocation[] Kept(IFeedStream<RevocationsState> stream) =>
        [.. stream.State.Kept(stream.Host.Clock.GetUtcMilliseconds())];

    private sealed class View(IFeedStream<RevocationsState> stream) : IStreamView
    {
        public byte[] EncodeSnapshot(Audience audience) =>
            JsonSerializer.SerializeToUtf8Bytes(
                new AccessRevoked(Kept(stream)),
                RevocationEventsJson.Default.AccessRevoked
            );
    }
}
