using Academy.Api.Streams;

namespace Academy.Api.Realtime;

/// <summary>
/// Tells the clients of this node, before it stops, that they are to connect to another one: little by little, so that
/// those who come back do not do so in the same moment.
/// </summary>
internal sealed class SocketFarewell(Sockets sockets, LiveReads reads, TimeProvider clock)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Action[] open =
        [
            .. sockets.All.Select<Socket, Action>(socket =>
                () => socket.Outgoing.Close(CloseReasons.Stopping, mayReconnect: true)
            ),
            .. reads.All.Select<LiveRead, Action>(read => read.End),
        ];
        var atOnce = Math.Max(
            RealtimeLimits.FarewellsPerSecond / RealtimeLimits.FarewellSteps,
            (int)Math.Ceiling(open.Length / (RealtimeLimits.FarewellSpread.TotalSeconds * RealtimeLimits.FarewellSteps))
        );
        foreach (var some in open.Chunk(atOnce))
        {
            foreach (var close in some)
                close();
            await Task.Delay(TimeSpan.FromSeconds(1) / RealtimeLimits.FarewellSteps, clock, cancellationToken);
        }
    }
}
