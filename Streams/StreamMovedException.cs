using Orleans.Runtime;

namespace Academy.Streams;

/// <summary>
/// Another activation owns the stream by now, and has written to it. Nothing was written here; sent again, the call
/// finds the owner.
/// </summary>
public sealed class StreamMovedException(GrainId grain, string stream)
    : Exception($"{stream} is being written by another owner.")
{
    /// <summary>The grain whose stream it is, and who says so.</summary>
    public GrainId Grain => grain;

    public string Stream => stream;
}
