using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Academy.Accounts;
using Academy.Commands;
using Orleans;

namespace Academy.Streams;

/// <summary>
/// Which grain owns a stream, by the kinds that the slices register. A stream of no registered kind cannot be watched.
/// </summary>
public sealed class StreamOwners(IGrainFactory grains, IEnumerable<StreamKind> kinds, IEnumerable<IStreamGate> gates)
{
    private readonly FrozenDictionary<string, IStreamGate> gates = gates.ToFrozenDictionary(
        gate => gate.Kind,
        StringComparer.Ordinal
    );

    private readonly FrozenDictionary<string, StreamKind> kinds = kinds.ToFrozenDictionary(
        kind => kind.Name,
        StringComparer.Ordinal
    );

    public bool TryFind(
        OrganizationId organization,
        StreamName name,
        [NotNullWhen(true)] out IStreamExtension? owner,
        [NotNullWhen(true)] out StreamKind? kind
    )
    {
        owner =
            kinds.TryGetValue(name.Kind, out kind)
            && kind.IsId(name.Id)
            && (!kind.IsOfPlatform || organization == OrganizationId.Platform)
                ? kind.Owner(grains, name.OwnerKey(organization)).Stream()
                : null;
        return owner is not null;
    }

    /// <summary>Whether the owner may be asked at all; see <see cref="IStreamGate"/>.</summary>
    public ValueTask<bool> LetsIn(Caller caller, StreamName name, CancellationToken cancellationToken) =>
        gates.TryGetValue(name.Kind, out var gate) ? gate.LetsIn(caller, name.Id, cancellationToken) : new(true);

    /// <summary>The owner of a stream that is told who watches it.</summary>
    public IAttendedStream Attended(OrganizationId organization, StreamName name) =>
        TryFind(organization, name, out var owner, out var kind) && kind.IsAttended
            ? owner.AsReference<IAttendedStream>()
            : throw new ArgumentException($"The owner of {name} is not told who watches it.", nameof(name));

    /// <summary>The owner of a stream that tells something by signals only.</summary>
    public ISignalledStream Signalled(OrganizationId organization, StreamName name) =>
        TryFind(organization, name, out var owner, out var kind) && kind.IsSignalled
            ? owner as ISignalledStream ?? owner.AsReference<ISignalledStream>()
            : throw new ArgumentException($"{name} tells nothing by signals only.", nameof(name));
}

public static class StreamReferences
{
    /// <summary>The stream of a grain that has one.</summary>
    public static IStreamExtension Stream(this IAddressable grain) =>
        grain as IStreamExtension ?? grain.AsReference<IStreamExtension>();
}
