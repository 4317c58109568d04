using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Academy.Runtime.Calls;
using Academy.Runtime.Manifest;

namespace Academy.Runtime.Serialization;

/// <summary>The grain methods and types of a process by the numbers that they have on the wire.</summary>
public sealed class WireTypes
{
    private readonly FrozenDictionary<uint, MethodDescription> _methods;
    private readonly FrozenDictionary<uint, TypeDescription> _types;
    private readonly FrozenDictionary<Type, TypeDescription> _typesByType;

    internal WireTypes(GrainManifestBuilder manifest)
    {
        _methods = manifest.Methods.ToFrozenDictionary();
        _types = manifest.Types.ToFrozenDictionary();
        _typesByType = _types.Values.ToFrozenDictionary(static it => it.Type);
    }

    /// <summary>All methods.</summary>
    internal IEnumerable<MethodDescription> Methods => _methods.Values;

    /// <summary>The method of this number and what reads its requests.</summary>
    internal bool TryFind(
        uint wireId, [NotNullWhen(true)] out GrainMethod? method, [NotNullWhen(true)] out RequestReader? reader)
    {
        var found = _methods.GetValueOrDefault(wireId);
        (method, reader) = (found?.Method, found?.Reader);
        return found is not null;
    }

    /// <summary>The number and codec of a type.</summary>
    /// <exception cref="NotSupportedException">It does not travel.</exception>
    internal (uint Id, WireCodec Codec) CodecOf(Type type) =>
        _typesByType.GetValueOrDefault(type) is { Codec: not null } found
            ? (found.Id, found.Codec()) : throw new NotSupportedException(
                $"{type} cannot stand for a type that it derives from, nor in a request's context: it is no "
                + "[GenerateSerializer] type of the manifest.");

    /// <summary>The codec of the type of this number; null: there is none.</summary>
    internal WireCodec? CodecOf(uint id) => _types.GetValueOrDefault(id)?.Codec?.Invoke();

    /// <summary>The type, or the nearest one it derives from, that is known as an exception; null: none.</summary>
    internal TypeDescription? ExceptionOf(Type type)
    {
        for (var known = type; known is not null; known = known.BaseType)
        {
            if (_typesByType.TryGetValue(known, out var found))
            {
                return found;
            }
        }

        return null;
    }

    internal TypeDescription? ExceptionOf(uint id) => _types.GetValueOrDefault(id);
}

/// <summary>A type that travels. Codecs are made when they are first wanted.</summary>
internal sealed record TypeDescription(
    uint Id, string Name, Type Type, Func<WireCodec>? Codec, Func<ExceptionCodec>? Exception);
