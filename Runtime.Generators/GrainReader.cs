using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Academy.Runtime.Generators;

/// <summary>Reads grain classes.</summary>
internal static class GrainReader
{
    private const string Services = "global::Microsoft.Extensions.DependencyInjection.ServiceProvider";
    private static readonly string[] InterfaceAttributes =
        ["OneWayAttribute", "ReadOnlyAttribute", "AlwaysInterleaveAttribute"];

    public static Finding? Read(INamedTypeSymbol type)
    {
        if (type.IsAbstract || !IsGrain(type))
        {
            return null;
        }

        var problems = new List<Problem>();
        if (type.IsGenericType)
        {
            problems.Add(InterfaceReader.Problem(Rules.GenericGrain, type));
        }

        if (!type.IsReachable())
        {
            problems.Add(InterfaceReader.Problem(Rules.Inaccessible, type));
        }

        var constructors = type.InstanceConstructors
            .Where(static it => it.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal)
            .ToArray();
        if (constructors.Length != 1)
        {
            problems.Add(InterfaceReader.Problem(Rules.Constructors, type));
        }

        // Warnings do not keep the grain out.
        var model = problems.Count > 0 ? null : new GrainModel(
            type.ToDisplayString(InterfaceReader.Full),
            GrainTypeOf(type),
            type.GetAttributes().Any(static it =>
                it.AttributeClass?.ToDisplayString() == "Orleans.Concurrency.ReentrantAttribute"),
            new(type.AllInterfaces.Where(IsContract).Select(static it => it.ToDisplayString(InterfaceReader.Full))),
            new(constructors[0].Parameters.Select(Argument)));
        problems.AddRange(Misplaced(type));
        return new Finding(null, model, new(problems));
    }

    private static bool IsContract(INamedTypeSymbol type) =>
        InterfaceReader.IsGrainInterface(type) && !type.IsGenericType;

    private static bool IsGrain(INamedTypeSymbol type)
    {
        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor.ToDisplayString() == "Orleans.Grain")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>As in Orleans: the class's name in lower case, without its ending.</summary>
    private static string GrainTypeOf(INamedTypeSymbol type)
    {
        var name = type.Name.ToLowerInvariant();
        return name.EndsWith("grain", StringComparison.Ordinal) && name.Length > "grain".Length
            ? name.Substring(0, name.Length - "grain".Length) : name;
    }

    private static IEnumerable<Problem> Misplaced(INamedTypeSymbol type) =>
        from method in type.GetMembers().OfType<IMethodSymbol>()
        from attribute in method.GetAttributes()
        where InterfaceAttributes.Contains(attribute.AttributeClass?.Name)
            && attribute.AttributeClass!.ContainingNamespace.ToDisplayString() == "Orleans.Concurrency"
        select InterfaceReader.Problem(
            Rules.MisplacedAttribute, method, attribute.AttributeClass!.Name.Replace("Attribute", ""));

    /// <summary>The expression that resolves a constructor's parameter.</summary>
    private static string Argument(IParameterSymbol parameter)
    {
        var type = parameter.Type.ToDisplayString(InterfaceReader.Full).TrimEnd('?');
        if (parameter.Type.ToDisplayString() == "Orleans.Runtime.IGrainContext")
        {
            return "context";
        }

        var keyed = parameter.GetAttributes().FirstOrDefault(static it =>
            it.AttributeClass?.Name == "FromKeyedServicesAttribute" && it.ConstructorArguments.Length == 1);
        if (keyed is not null)
        {
            return $"{Services}KeyedServiceExtensions.GetRequiredKeyedService<{type}>(services, "
                + $"{keyed.ConstructorArguments[0].ToCSharpString()})";
        }

        return parameter.HasExplicitDefaultValue && parameter.Type.IsReferenceType
            ? $"{Services}ServiceExtensions.GetService<{type}>(services)"
            : $"{Services}ServiceExtensions.GetRequiredService<{type}>(services)";
    }
}
