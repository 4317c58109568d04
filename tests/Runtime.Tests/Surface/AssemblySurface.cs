using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Academy.Runtime.Tests.Surface;

/// <summary>What an assembly shows to others, as lines of text by type.</summary>
internal static class AssemblySurface
{
    private static readonly SignatureText Text = new();

    /// <summary>The types that begin with <paramref name="space"/>, each with a line for every fact and
    /// member.</summary>
    public static Dictionary<string, HashSet<string>> Read(string path, string space)
    {
        using var file = File.OpenRead(path);
        using var image = new PEReader(file);
        var reader = image.GetMetadataReader();
        return reader.TypeDefinitions
            .Where(it => IsPublic(reader, reader.GetTypeDefinition(it)))
            .Select(it => (Name: Text.GetTypeFromDefinition(reader, it, 0), Type: reader.GetTypeDefinition(it)))
            .Where(it => it.Name.StartsWith(space, StringComparison.Ordinal))
            .ToDictionary(static it => it.Name,
                it => Lines(reader, it.Type).ToHashSet(StringComparer.Ordinal),
                StringComparer.Ordinal);
    }

    private static IEnumerable<string> Lines(MetadataReader reader, TypeDefinition type)
    {
        yield return "kind " + Kind(reader, type);
        yield return "generic " + Generics(reader, type.GetGenericParameters());
        foreach (var handle in type.GetInterfaceImplementations())
        {
            yield return "interface " + Name(reader, reader.GetInterfaceImplementation(handle).Interface);
        }

        foreach (var usage in type.GetCustomAttributes().Select(reader.GetCustomAttribute)
            .Where(it => IsNamed(reader, it, "AttributeUsageAttribute")))
        {
            yield return "usage " + Usage(reader, usage);
        }

        foreach (var field in type.GetFields().Select(reader.GetFieldDefinition)
            .Where(static it => IsVisible(it.Attributes)))
        {
            var constant = field.GetDefaultValue().IsNil ? "" : " = " + Constant(reader, field.GetDefaultValue());
            var kind = field.Attributes & FieldAttributes.Static;
            yield return $"field {kind} {field.DecodeSignature(Text, null)} {reader.GetString(field.Name)}{constant}";
        }

        foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition)
            .Where(static it => IsVisible(it.Attributes)))
        {
            yield return Method(reader, method);
        }

        foreach (var property in type.GetProperties().Select(reader.GetPropertyDefinition))
        {
            if (property.GetCustomAttributes().Select(reader.GetCustomAttribute)
                .Any(it => IsNamed(reader, it, "RequiredMemberAttribute")))
            {
                yield return $"required {reader.GetString(property.Name)}";
            }
        }
    }

    private static string Method(MetadataReader reader, MethodDefinition method)
    {
        var signature = method.DecodeSignature(Text, null);
        var names = method.GetParameters().Select(reader.GetParameter).Where(static it => it.SequenceNumber > 0)
            .OrderBy(static it => it.SequenceNumber)
            .Select(it => reader.GetString(it.Name)
                + (it.GetDefaultValue().IsNil ? "" : " = " + Constant(reader, it.GetDefaultValue())));
        var parameters = signature.ParameterTypes.Zip(names, static (type, name) => $"{type} {name}");
        var kind = method.Attributes &
            (MethodAttributes.Static | MethodAttributes.Abstract | MethodAttributes.Virtual | MethodAttributes.Final);
        var access =
            (method.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public ? "public" : "protected";
        return $"{access} {kind} {signature.ReturnType} {reader.GetString(method.Name)}"
            + $"{Generics(reader, method.GetGenericParameters())}({string.Join(", ", parameters)})";
    }

    private static string Kind(MetadataReader reader, TypeDefinition type)
    {
        const TypeAttributes Facts = TypeAttributes.Interface | TypeAttributes.Abstract | TypeAttributes.Sealed;
        var ancestor = type.BaseType.IsNil ? "none" : Name(reader, type.BaseType);
        return $"{type.Attributes & Facts} of {ancestor}";
    }

    private static string Generics(MetadataReader reader, GenericParameterHandleCollection parameters) =>
        string.Join(", ", parameters.Select(reader.GetGenericParameter).Select(it => $"{it.Attributes}"
            + string.Concat(it.GetConstraints().Select(reader.GetGenericParameterConstraint)
                .Select(c => " : " + Name(reader, c.Type)))));

    private static string Usage(MetadataReader reader, CustomAttribute attribute)
    {
        var blob = reader.GetBlobReader(attribute.Value);
        blob.ReadUInt16();
        var text = ((AttributeTargets)blob.ReadInt32()).ToString();
        for (var count = blob.ReadUInt16(); count > 0; count--)
        {
            blob.ReadUInt16();
            text += $" {blob.ReadSerializedString()}={blob.ReadBoolean()}";
        }

        // What is said though it is the default says nothing.
        return text.Replace(" AllowMultiple=False", "", StringComparison.Ordinal)
            .Replace(" Inherited=True", "", StringComparison.Ordinal);
    }

    private static string Name(MetadataReader reader, EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => Text.GetTypeFromDefinition(reader, (TypeDefinitionHandle)handle, 0),
        HandleKind.TypeReference => Text.GetTypeFromReference(reader, (TypeReferenceHandle)handle, 0),
        _ => Text.GetTypeFromSpecification(reader, null, (TypeSpecificationHandle)handle, 0),
    };

    private static bool IsNamed(MetadataReader reader, CustomAttribute attribute, string name) =>
        attribute.Constructor.Kind == HandleKind.MemberReference
        && Name(reader, reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent)
            .EndsWith("." + name, StringComparison.Ordinal);

    private static string Constant(MetadataReader reader, ConstantHandle handle)
    {
        var constant = reader.GetConstant(handle);
        return reader.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode)?.ToString() ?? "null";
    }

    private static bool IsPublic(MetadataReader reader, TypeDefinition type) =>
        (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic => IsPublic(reader, reader.GetTypeDefinition(type.GetDeclaringType())),
            _ => false,
        };

    private static bool IsVisible(FieldAttributes attributes) => (attributes & FieldAttributes.FieldAccessMask)
        is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;

    private static bool IsVisible(MethodAttributes attributes) => (attributes & MethodAttributes.MemberAccessMask)
        is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;
}
