using Academy.Calls;
using Orleans;

namespace Academy.Streams;

/// <summary>
/// The owner of a stream that tells something by signals only (<see cref="StreamKind.IsSignalled"/>).
/// </summary>
[Alias("streams.signalled-stream")]
public interface ISignalledStream : IGrainWithStringKey
{
    /// <summary>
    /// From a node: somebody has subscribed, and has their answer. What was signalled before is not signalled again, so
    /// how all of it is now is signalled.
    /// </summary>
    [Repeatable, Alias("signal-latest")]
    Task SignalLatest();
}
