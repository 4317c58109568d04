using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Academy.Runtime.Calls;
using Academy.Runtime.Manifest;

namespace Academy.Runtime.Serialization;

/// <summary>The grain methods and types of a process by the numbers that they have on the wire.</summary>
public sealed class WireTypes
{
    private readonly FrozenDictionary<uint, MethodDescription> _methods;

    internal WireTypes(GrainManifestBuilder manifest) => _methods = manifest.Methods.ToFrozenDictionary();

    /// <summary>The method of this number and what reads its requests.</summary>
    internal bool TryFind(
        uint wireId, [NotNullWhen(true)] out GrainMethod? method, [NotNullWhen(true)] out RequestReader? reader)
    {
        var found = _methods.GetValueOrDefault(wireId);
        (method, reader) = (found?.Method, found?.Reader);
        return found is not null;
    }
}
