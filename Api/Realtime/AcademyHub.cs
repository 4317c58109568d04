using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Orleans;

namespace Academy.Api.Realtime;

/// <summary>
/// The door to the streams, and (<c>AcademyHub.Chat.cs</c>) to rooms. It has no business of its own.
/// </summary>
internal sealed partial class AcademyHub(StreamFanOut streams, LatestSignals latest, IGrainFactory grains) : Hub
{
    private Socket Socket =>
        Context.Features.Get<Socket>()
        ?? throw new InvalidOperationException("A connection without a socket was let in.");

    /// <summary>Subscribes to a stream, from a position or (null) from a snapshot.</summary>
    public async Task<SubscribeAnswer> Subscribe(string? stream, JsonElement? from)
    {
        var answer = await streams.Subscribe(Socket, stream ?? "", HubCalls.Position(from));
        latest.Follow(answer);
        return answer;
    }

    public void Unsubscribe(string? stream) => streams.Unsubscribe(Socket, stream ?? "");
}
