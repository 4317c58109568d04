using Academy.Calls;
using Orleans;

namespace Academy.Operations;

/// <summary>
/// What has to be done now and then by one process of the cluster, whichever is there. Key: <see cref="Upkeep.Key"/>.
/// </summary>
public interface IUpkeepGrain : IGrainWithStringKey
{
    /// <summary>Makes sure that it will be done, from now on and through restarts.</summary>
    [Repeatable]
    Task Begin();
}

/// <summary>The one upkeep there is, of the platform itself.</summary>
public static class Upkeep
{
    public const string Key = "-/upkeep";
}
