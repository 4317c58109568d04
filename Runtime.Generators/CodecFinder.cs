using Microsoft.CodeAnalysis;

namespace Academy.Runtime.Generators;

/// <summary>Finds what writes and reads the values of a type: an expression in generated code.</summary>
/// <param name="compilation">Where it is used.</param>
/// <param name="self">The generic type whose codec is being made, if one is; its type parameters have codecs.</param>
internal sealed class CodecFinder(Compilation compilation, INamedTypeSymbol? self = null)
{
    private const string Codecs = "global::Academy.Runtime.Serialization.Codecs.";
    private const string Attribute = "Orleans.GenerateSerializerAttribute";

    /// <summary>Types in generated code: full names without nullability, tuples in full.</summary>
    private static readonly SymbolDisplayFormat Plain = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.ExpandValueTuple);

    private static readonly Dictionary<string, string> Simple = new()
    {
        ["bool"] = "Boolean", ["byte"] = "Byte", ["sbyte"] = "SByte", ["short"] = "Int16", ["ushort"] = "UInt16",
        ["int"] = "Int32", ["uint"] = "UInt32", ["long"] = "Int64", ["ulong"] = "UInt64", ["char"] = "Char",
        ["float"] = "Single", ["double"] = "Double", ["decimal"] = "Decimal", ["string"] = "String",
        ["byte[]"] = "ByteArray", ["System.ReadOnlyMemory<byte>"] = "ByteMemory", ["System.Guid"] = "Guid",
        ["System.DateTime"] = "DateTime", ["System.DateTimeOffset"] = "DateTimeOffset",
        ["System.TimeSpan"] = "TimeSpan", ["System.DateOnly"] = "DateOnly", ["System.TimeOnly"] = "TimeOnly",
    };

    /// <summary>Codec class by generic type; with a star, the class takes the type itself as well.</summary>
    private static readonly Dictionary<string, string> Generic = new()
    {
        ["System.Nullable`1"] = "Nullable",
        ["System.Collections.Generic.List`1"] = "List",
        ["System.Collections.Generic.IList`1"] = "ReadOnlyList*",
        ["System.Collections.Generic.ICollection`1"] = "ReadOnlyList*",
        ["System.Collections.Generic.IReadOnlyList`1"] = "ReadOnlyList*",
        ["System.Collections.Generic.IReadOnlyCollection`1"] = "ReadOnlyList*",
        ["System.Collections.Generic.IEnumerable`1"] = "ReadOnlyList*",
        ["System.Collections.Immutable.ImmutableArray`1"] = "ImmutableArray",
        ["System.Collections.Immutable.ImmutableList`1"] = "ImmutableList",
        ["System.Collections.Immutable.ImmutableHashSet`1"] = "Set*",
        ["System.Collections.Generic.HashSet`1"] = "Set*",
        ["System.Collections.Generic.ISet`1"] = "Set*",
        ["System.Collections.Generic.IReadOnlySet`1"] = "Set*",
        ["System.Collections.Generic.Dictionary`2"] = "Map*",
        ["System.Collections.Generic.IDictionary`2"] = "Map*",
        ["System.Collections.Generic.IReadOnlyDictionary`2"] = "Map*",
        ["System.Collections.Immutable.ImmutableDictionary`2"] = "Map*",
    };

    public static string NameOf(ITypeSymbol type) => type.ToDisplayString(Plain);

    public static bool IsSerializable(ITypeSymbol type) =>
        type.GetAttributes().Any(static it => it.AttributeClass?.ToDisplayString() == Attribute);

    /// <summary>The name of the codec class that is made for a type: its own with all that it stands in.</summary>
    public static string FlatNameOf(INamedTypeSymbol type)
    {
        var name = type.ContainingType is { } outer ? $"{FlatNameOf(outer)}_{type.Name}"
            : type.ContainingNamespace.IsGlobalNamespace ? type.Name
            : $"{type.ContainingNamespace.ToDisplayString().Replace('.', '_')}_{type.Name}";
        return type.Arity == 0 ? name : $"{name}_{type.Arity}";
    }

    /// <summary>How a value of the type is carried.</summary>
    /// <param name="type">The type.</param>
    /// <param name="reason">Why it cannot be.</param>
    public CodecModel? Find(ITypeSymbol type, out string reason)
    {
        reason = "";
        var name = NameOf(type);
        if (Simple.TryGetValue(name.Replace("global::", ""), out var simple))
        {
            return Single($"{Codecs}{simple}Codec");
        }

        return type switch
        {
            ITypeParameterSymbol parameter =>
                new CodecModel($"global::Academy.Runtime.Serialization.WireCodec<{name}>", $"codecOf{parameter.Name}"),
            IArrayTypeSymbol { Rank: 1 } array => Compose("Array", [array.ElementType], type, out reason),
            { TypeKind: TypeKind.Enum } => Single($"{Codecs}EnumCodec<{name}>"),
            { TypeKind: TypeKind.Interface } when IsReference(type) => Single($"{Codecs}ReferenceCodec<{name}>"),
            INamedTypeSymbol named when Generic.TryGetValue(MetadataNameOf(named), out var generic) =>
                Compose(generic, named.TypeArguments, type, out reason),
            INamedTypeSymbol named when IsSerializable(named) => FindMade(named, out reason),
            _ => Refuse(
                $"'{type.ToDisplayString()}' is neither [GenerateSerializer] nor one of the types that travel by nature",
                out reason),
        };
    }

    private CodecModel? FindMade(INamedTypeSymbol type, out string reason)
    {
        if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, self) && type.IsGenericType)
        {
            return Refuse($"'{type.ToDisplayString()}' is generic and contains itself", out reason);
        }

        var assembly = type.ContainingAssembly;
        var isOwn = SymbolEqualityComparer.Default.Equals(assembly, compilation.Assembly);
        var isRuntime = assembly.Name == GrainGenerator.Runtime;
        var codec = isRuntime
            ? $"{GrainGenerator.Runtime}.Serialization.Codecs.{type.Name}Codec"
            : $"{GrainGenerator.SpaceOf(assembly.Name)}.Generated.{FlatNameOf(type)}Codec";
        if (isOwn ? !type.OriginalDefinition.IsReachable()
            : compilation.GetTypeByMetadataName(type.Arity == 0 ? codec : $"{codec}`{type.Arity}") is null)
        {
            return Refuse($"'{type.ToDisplayString()}' has no codec that can be reached from here", out reason);
        }

        if (TypeReader.IsException(type))
        {
            return Refuse($"'{type.ToDisplayString()}' is an exception, which is thrown and not carried", out reason);
        }

        reason = "";
        return type.Arity == 0 ? Single("global::" + codec)
            : Construct("global::" + codec, type.TypeArguments, type.TypeArguments.Select(NameOf), out reason);
    }

    private CodecModel? Compose(
        string generic, IReadOnlyList<ITypeSymbol> arguments, ITypeSymbol type, out string reason)
    {
        var names = arguments.Select(NameOf);
        if (generic.EndsWith("*", StringComparison.Ordinal))
        {
            names = names.Prepend(NameOf(type));
        }

        return Construct($"{Codecs}{generic.TrimEnd('*')}Codec", arguments, names, out reason);
    }

    private CodecModel? Construct(
        string codec, IEnumerable<ITypeSymbol> arguments, IEnumerable<string> names, out string reason)
    {
        var inner = new List<string>();
        foreach (var argument in arguments)
        {
            if (Find(argument, out reason) is not { } found)
            {
                return null;
            }

            inner.Add(found.Expression);
        }

        reason = "";
        var made = $"{codec}<{string.Join(", ", names)}>";
        return new CodecModel(made, $"new {made}({string.Join(", ", inner)})");
    }

    private static bool IsReference(ITypeSymbol type) =>
        InterfaceReader.IsGrainInterface(type) || InterfaceReader.IsObserverInterface(type);

    private static CodecModel Single(string codec) => new(codec, codec + ".Instance");

    private static CodecModel? Refuse(string why, out string reason)
    {
        reason = why;
        return null;
    }

    private static string MetadataNameOf(INamedTypeSymbol type) =>
        $"{type.ContainingNamespace?.ToDisplayString()}.{type.MetadataName}";
}
