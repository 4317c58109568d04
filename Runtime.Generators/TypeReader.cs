using Microsoft.CodeAnalysis;

namespace Academy.Runtime.Generators;

/// <summary>Reads [GenerateSerializer] types: their members with an [Id], and how one is made of them.</summary>
internal static class TypeReader
{
    private const string Accessor = "[global::System.Runtime.CompilerServices.UnsafeAccessor("
        + "global::System.Runtime.CompilerServices.UnsafeAccessorKind.";

    public static TypeFinding? Read(INamedTypeSymbol type, Compilation compilation)
    {
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct) || !type.IsReachable())
        {
            return null;
        }

        var problems = new List<Problem>();
        var codecs = new CodecFinder(compilation, type);
        var carried = new List<Carried>();
        foreach (var symbol in MembersOf(type))
        {
            if (Read(symbol, codecs, out var reason) is { } member)
            {
                carried.Add(member);
            }
            else
            {
                problems.Add(InterfaceReader.Problem(Rules.Member, symbol, reason));
            }
        }

        foreach (var twins in carried.GroupBy(static it => it.Model.Id).Where(static it => it.Count() > 1))
        {
            problems.Add(InterfaceReader.Problem(
                Rules.TwiceTheId, twins.Last().Symbol, twins.Key.ToString(), twins.First().Symbol.Name));
        }

        carried = [.. carried.OrderBy(static it => it.Model.Id)];
        var making = type.IsAbstract ? null : Choose(type, carried);
        var accessors = carried.Where(it => it.IsReadByField || (making?.Fields.Contains(it) ?? false));
        if (making is null && !type.IsAbstract && problems.Count == 0)
        {
            problems.Add(InterfaceReader.Problem(Rules.NoConstructor, type));
        }

        return new TypeFinding(problems.Count > 0 ? null : new TypeModel(
            CodecFinder.NameOf(type),
            CodecFinder.FlatNameOf(type),
            AliasOf(type) ?? type.ToDisplayString(),
            new(type.TypeParameters.Select(static it => it.Name)),
            string.Concat(type.TypeParameters.Select(ConstraintsOf)),
            IsException(type) ? TypeShape.Exception : type.IsValueType ? TypeShape.Struct : TypeShape.Class,
            IsPublic(type),
            type.IsAbstract,
            new(carried.Select(static it => it.Model)),
            new(accessors.Select(static it => it.Accessor).Append(making?.Accessor).OfType<string>()),
            making?.Code ?? ""), new(problems));
    }

    public static bool IsException(ITypeSymbol type)
    {
        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor.ToDisplayString() == "System.Exception")
            {
                return true;
            }
        }

        return false;
    }

    public static string? AliasOf(ISymbol symbol) => symbol.GetAttributes()
        .FirstOrDefault(static it => it.AttributeClass?.ToDisplayString() == "Orleans.AliasAttribute")?
        .ConstructorArguments.FirstOrDefault().Value as string;

    private static IEnumerable<ISymbol> MembersOf(INamedTypeSymbol type)
    {
        for (var level = type; level is not null; level = level.BaseType)
        {
            foreach (var member in level.GetMembers())
            {
                if (member is IFieldSymbol { IsStatic: false, AssociatedSymbol: null } or IPropertySymbol { IsStatic: false }
                    && IdOf(member) is not null)
                {
                    yield return member;
                }
            }
        }
    }

    private static uint? IdOf(ISymbol member) => member.GetAttributes()
        .FirstOrDefault(static it => it.AttributeClass?.ToDisplayString() == "Orleans.IdAttribute")?
        .ConstructorArguments.FirstOrDefault().Value as uint?;

    private static Carried? Read(ISymbol symbol, CodecFinder codecs, out string reason)
    {
        var type = symbol is IPropertySymbol property ? property.Type : ((IFieldSymbol)symbol).Type;
        var isReadable = symbol is IPropertySymbol { GetMethod: { } getter } ? IsWithinReach(getter) : IsWithinReach(symbol);
        var isWritable = symbol is IPropertySymbol { SetMethod: { } setter } ? IsWithinReach(setter)
            : symbol is IFieldSymbol { IsReadOnly: false } && IsWithinReach(symbol);
        var field = symbol is IFieldSymbol ? symbol.Name
            : symbol.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(
                it => SymbolEqualityComparer.Default.Equals(it.AssociatedSymbol, symbol))
                ? $"<{symbol.Name}>k__BackingField" : null;
        if (field is null && !isReadable)
        {
            reason = "it has no getter that can be reached";
            return null;
        }

        // The field itself, where the language gives no other way.
        var owner = symbol.ContainingType;
        var accessor = field is null ? null : $"""
                {Accessor}Field, Name = "{field}")]
                private static extern ref {CodecFinder.NameOf(type)} FieldOf{symbol.Name}({(owner.IsValueType ? "ref " : "")}{CodecFinder.NameOf(owner)} it);
            """;
        var by = owner.IsValueType ? "ref " : "";
        var value = isReadable ? $"value.@{symbol.Name}" : $"FieldOf{symbol.Name}({by}value)";
        var model = MemberReader.Read(IdOf(symbol)!.Value, value, type, codecs, out reason);
        return model is null ? null : new Carried(
            symbol, type, model, accessor, !isReadable,
            isWritable ? Setting.Initializer : field is not null ? Setting.Field : Setting.None);
    }

    /// <summary>How one is made: by the constructor that takes most members and nothing else.</summary>
    private static Making? Choose(INamedTypeSymbol type, List<Carried> members)
    {
        var isException = IsException(type);
        foreach (var constructor in type.InstanceConstructors
            .Where(it => !(it.Parameters.Length == 1
                && SymbolEqualityComparer.Default.Equals(it.Parameters[0].Type, type)))
            .OrderByDescending(static it => it.Parameters.Length))
        {
            var arguments = constructor.Parameters.Select(it => ArgumentFor(it, members, isException)).ToArray();
            var rest = members.Where((_, index) => !arguments.Contains($"m{index}")).ToArray();
            var reachable = IsWithinReach(constructor);
            if (arguments.All(static it => it is not null)
                && rest.All(it => reachable ? it.Setting != Setting.None : it.Accessor is not null))
            {
                return Make(type, constructor, arguments!, members, rest);
            }
        }

        return null;
    }

    private static string? ArgumentFor(IParameterSymbol parameter, List<Carried> members, bool isException)
    {
        var index = members.FindIndex(it =>
            string.Equals(it.Symbol.Name.TrimStart('_'), parameter.Name.TrimStart('_'), StringComparison.OrdinalIgnoreCase)
            && SymbolEqualityComparer.Default.Equals(it.Type, parameter.Type));
        return index >= 0 ? $"m{index}"
            : !isException ? null
            : parameter.Type.SpecialType == SpecialType.System_String && parameter.Name is "message" or "msg" ? "message"
            : parameter.Type.ToDisplayString().TrimEnd('?') == "System.Exception" ? "inner"
            : null;
    }

    private static Making Make(
        INamedTypeSymbol type, IMethodSymbol constructor, string[] arguments, List<Carried> members, Carried[] rest)
    {
        var name = CodecFinder.NameOf(type);
        var reachable = IsWithinReach(constructor);
        var accessor = reachable ? null : $"""
                {Accessor}Constructor)]
                private static extern {name} Make({string.Join(", ", constructor.Parameters.Select(static it => $"{CodecFinder.NameOf(it.Type)} @{it.Name}"))});
            """;
        var initialized = string.Join(", ", rest
            .Where(it => it.Setting == Setting.Initializer && reachable)
            .Select(it => $"@{it.Symbol.Name} = m{members.IndexOf(it)}"));
        var code = $"{(reachable ? $"new {name}" : "Make")}({string.Join(", ", arguments)})"
            + (initialized.Length > 0 ? $" {{ {initialized} }}" : "");
        var by = type.IsValueType ? "ref " : "";
        var fields = rest.Where(it => it.Setting == Setting.Field || !reachable).ToArray();
        var set = string.Concat(fields
            .Select(it => $"\n        FieldOf{it.Symbol.Name}({by}made) = m{members.IndexOf(it)};"));
        return new Making(accessor, $"var made = {code};{set}", fields);
    }

    private static bool IsWithinReach(ISymbol member) => member.DeclaredAccessibility
        is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;

    private static bool IsPublic(INamedTypeSymbol type)
    {
        for (var outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.DeclaredAccessibility != Accessibility.Public)
            {
                return false;
            }
        }

        return true;
    }

    private static string ConstraintsOf(ITypeParameterSymbol parameter)
    {
        var constraints = new List<string>();
        if (parameter.HasUnmanagedTypeConstraint || parameter.HasValueTypeConstraint)
        {
            constraints.Add(parameter.HasUnmanagedTypeConstraint ? "unmanaged" : "struct");
        }
        else if (parameter.HasReferenceTypeConstraint || parameter.HasNotNullConstraint)
        {
            constraints.Add(parameter.HasReferenceTypeConstraint ? "class" : "notnull");
        }

        constraints.AddRange(parameter.ConstraintTypes.Select(CodecFinder.NameOf));
        if (parameter.HasConstructorConstraint && !parameter.HasValueTypeConstraint)
        {
            constraints.Add("new()");
        }

        return constraints.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", constraints)}";
    }

    private enum Setting
    {
        None,
        Initializer,
        Field,
    }

    private sealed record Carried(
        ISymbol Symbol, ITypeSymbol Type, MemberModel Model, string? Accessor, bool IsReadByField, Setting Setting);

    private sealed record Making(string? Accessor, string Code, Carried[] Fields);
}
