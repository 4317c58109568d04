using Academy.Commands;

namespace Academy.Streams;

/// <summary>
/// Says of a kind of streams which of them a caller may know of, before the owner is asked: so a stream that is not
/// there wakes no grain. The owner judges again, and alone says what is shown.
/// </summary>
public interface IStreamGate
{
    /// <summary>The kind of its streams.</summary>
    string Kind { get; }

    ValueTask<bool> LetsIn(Caller caller, string id, CancellationToken cancellationToken);
}
