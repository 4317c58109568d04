using Orleans.Runtime;

namespace Academy.Runtime.Calls;

/// <summary>The seam between references and where grains live: brings a request to the grain's mailbox or fails it.
/// In one process that is a push; between processes it is a frame on a socket.</summary>
internal interface IGrainRouter
{
    void Route(GrainReference target, GrainRequest request);

    /// <summary>Tells callers whose requests are elsewhere that their time is over. Called from the runtime's clock.</summary>
    void ExpireUntil(int now) { }
}
