using Orleans.Runtime;

namespace Academy.Streams;

/// <summary>
/// What a stream needs of whatever runs its grain: an activation of Orleans, or a simulation. Everything runs in the
/// grain's turns.
/// </summary>
public interface IStreamHost
{
    /// <summary>The grain; its key is organization and name.</summary>
    GrainId Grain { get; }

    string Key => Grain.Key.ToString()!;

    TimeProvider Clock { get; }

    /// <summary>Begins a timer of the grain; it ends with the activation and does not keep it alive.</summary>
    IGrainTimer StartTimer(Func<CancellationToken, Task> tick, GrainTimerCreationOptions options);

    /// <summary>
    /// Ends the activation as soon as the requests that it has are answered; the next request makes a new one.
    /// </summary>
    void Deactivate(string reason);
}
