using Orleans;

namespace Academy.Silo.Lifecycle;

/// <summary>
/// How a client sees the silos: by its connections to them. When one of them ends, a silo has gone, and streams have
/// moved; so all watches are renewed, and once more when a new connection is there, through which owners reach this
/// process.
/// </summary>
internal sealed class GatewaySight(Action mayHaveMoved) : IClusterConnectionStatusObserver
{
    private int connected;

    public bool SeesSilo => Volatile.Read(ref connected) > 0;

    public void NotifyGatewayCountChanged(
        int currentNumberOfGateways,
        int previousNumberOfGateways,
        bool connectionRecovered
    )
    {
        Volatile.Write(ref connected, currentNumberOfGateways);
        mayHaveMoved();
    }

    public void NotifyClusterConnectionLost() => Volatile.Write(ref connected, 0);
}
