using Microsoft.CodeAnalysis;

namespace Academy.Runtime.Generators;

/// <summary>Reads how one value among others travels: a member of a type or an argument of a call.</summary>
internal static class MemberReader
{
    /// <summary>Types whose default is nothing but zeros, and tells all.</summary>
    private static readonly HashSet<string> Zeros =
    [
        "bool", "byte", "sbyte", "short", "ushort", "int", "uint", "long", "ulong", "char", "global::System.Guid",
        "global::System.TimeSpan", "global::System.DateOnly", "global::System.TimeOnly",
    ];

    /// <param name="id">Its number.</param>
    /// <param name="value">The expression for its value.</param>
    /// <param name="type">Its type.</param>
    /// <param name="codecs">Where to find codecs.</param>
    /// <param name="reason">Why it cannot travel.</param>
    public static MemberModel? Read(uint id, string value, ITypeSymbol type, CodecFinder codecs, out string reason)
    {
        // A nullable member is there or not; where it is, it is the plain value.
        var carried = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0] : type;
        return codecs.Find(carried, out reason) is { } codec
            ? new MemberModel(id, value, CodecFinder.NameOf(type), PresenceOf(type), codec) : null;
    }

    private static Presence PresenceOf(ITypeSymbol type)
    {
        var name = CodecFinder.NameOf(type);
        return type is ITypeParameterSymbol || type.IsReferenceType
            || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T ? Presence.UnlessNull
            : type.TypeKind == TypeKind.Enum || Zeros.Contains(name) ? Presence.UnlessDefault
            : name.StartsWith("global::System.Collections.Immutable.ImmutableArray<", StringComparison.Ordinal)
                ? Presence.UnlessDefaultArray
            : Presence.Always;
    }
}
