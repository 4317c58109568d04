using Orleans.Runtime;

namespace Academy.Runtime.Clustering;

/// <summary>The runtime, as its membership sees it: who has activations to give up.</summary>
public interface IGrainHandover
{
    /// <summary>Ends the activations of grains that are not to be kept: their turns end, they deactivate, and what waited for them is sent
    /// after them. When this returns, none of them writes or answers any more.</summary>
    /// <param name="keeps">Whether the grain stays here. Asked on any thread.</param>
    /// <param name="limit">Cuts it short: what has not ended by then is abandoned, and answers nobody any more.</param>
    Task GiveUpAsync(Func<GrainId, bool> keeps, CancellationToken limit);
}
