using Academy.Runtime.Mailboxes;
using Orleans.Runtime;

namespace Academy.Runtime.Clustering.Routing;

/// <summary>An observer of another process. Its key names the process, so that its identity is the same everywhere:
/// <c>name@generation/number</c>.</summary>
internal sealed class RemoteObserver(GrainRuntime runtime, string key) : Mailbox(held: true)
{
    internal override GrainRuntime Runtime => runtime;

    internal override GrainId Id => GrainId.Create(GrainRuntime.ObserverType, key);

    internal override object? Instance => null;

    private protected override bool IsReentrant => false;

    /// <summary>The process that holds the observer; null: the key names none.</summary>
    internal (string Name, long Generation)? Node { get; } = NodeOf(key);

    /// <summary>How keys of a process's observers begin.</summary>
    internal static string PrefixOf(SiloAddress node) => $"{node.Name}@{node.Generation}/";

    private static (string, long)? NodeOf(string key)
    {
        var end = key.LastIndexOf('/');
        var at = end < 0 ? -1 : key.LastIndexOf('@', end);
        return at >= 0 && long.TryParse(key.AsSpan(at + 1, end - at - 1), out var generation)
            ? (key[..at], generation) : null;
    }
}
