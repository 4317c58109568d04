using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Academy.Runtime.Generators;

/// <summary>Reads grain and observer interfaces.</summary>
internal static class InterfaceReader
{
    private const string Grain = "Orleans.IGrain";
    private const string StringKey = "Orleans.IGrainWithStringKey";
    private const string Observer = "Orleans.IGrainObserver";
    private static readonly string[] OtherKeys =
        ["IGrainWithGuidKey", "IGrainWithIntegerKey", "IGrainWithGuidCompoundKey", "IGrainWithIntegerCompoundKey"];

    /// <summary>Types in messages and generated code: full names, with nullability.</summary>
    public static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static bool IsGrainInterface(ITypeSymbol type) => Derives(type, StringKey);

    public static bool IsObserverInterface(ITypeSymbol type) => Derives(type, Observer);

    public static Finding? Read(INamedTypeSymbol type, Compilation compilation)
    {
        var isObserver = Derives(type, Observer);
        var problems = new List<Problem>();
        if (!IsGrainInterface(type) && !isObserver)
        {
            // Keys that this runtime does not know are unresolved names: say why, beside the compiler's own error.
            var foreign =
                type.AllInterfaces.Any(static it => it.TypeKind == TypeKind.Error && OtherKeys.Contains(it.Name));
            if (!foreign && !Derives(type, Grain))
            {
                return null;
            }

            problems.Add(Problem(Rules.Key, type));
            return new Finding(null, null, new(problems));
        }

        if (type.IsGenericType)
        {
            problems.Add(Problem(Rules.GenericInterface, type));
        }

        if (!type.IsReachable())
        {
            problems.Add(Problem(Rules.Inaccessible, type));
        }

        var codecs = new CodecFinder(compilation);
        var methods = new List<MethodModel>();
        foreach (var declaring in type.AllInterfaces.Where(static it => !IsMarker(it)).Prepend(type))
        {
            foreach (var member in declaring.GetMembers())
            {
                // What an interface inherits was reported where it was declared.
                var found = SymbolEqualityComparer.Default.Equals(declaring, type) ? problems : [];
                if (Read(member, declaring, isObserver, codecs, found) is { } method)
                {
                    methods.Add(method);
                }
            }
        }

        var model =
            problems.Count > 0 ? null : new InterfaceModel(type.ToDisplayString(Full), Flat(type), new(methods));
        return new Finding(model, null, new(problems));
    }

    public static Problem Problem(string id, ISymbol symbol, params string[] more) =>
        new(id, Place.Of(symbol), new([symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat),
            .. more]));

    public static bool IsReachable(this INamedTypeSymbol type)
    {
        for (var outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal
                or Accessibility.ProtectedOrInternal) || outer.IsFileLocal)
            {
                return false;
            }
        }

        return true;
    }

    private static MethodModel? Read(
        ISymbol member, INamedTypeSymbol declaring, bool isObserver, CodecFinder codecs, List<Problem> problems)
    {
        // Accessors are reported as their property or event.
        if (member is INamedTypeSymbol or IMethodSymbol { AssociatedSymbol: not null })
        {
            return null;
        }

        if (member is not IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: false } method)
        {
            problems.Add(Problem(Rules.NotAMethod, member));
            return null;
        }

        var before = problems.Count;
        if (method.IsGenericMethod)
        {
            problems.Add(Problem(Rules.GenericMethod, method));
        }

        foreach (var parameter in method.Parameters.Where(
            static it => it.RefKind != RefKind.None || it.Type.IsRefLikeType))
        {
            problems.Add(Problem(Rules.ReferenceParameter, method, parameter.Name));
        }

        var (shape, result) = ShapeOf(method.ReturnType);
        if (shape is null)
        {
            problems.Add(Problem(Rules.ReturnType, method, method.ReturnType.ToDisplayString()));
        }
        else if (shape == ReturnShape.Void && !isObserver)
        {
            problems.Add(Problem(Rules.VoidOnGrain, method));
        }

        var oneWay = shape == ReturnShape.Void || Has(method, "OneWayAttribute");
        if (oneWay && result is not null)
        {
            problems.Add(Problem(Rules.OneWayResult, method));
        }

        var timeout = Timeout(method);
        if (timeout is not null && !TimeSpan.TryParse(timeout, CultureInfo.InvariantCulture, out _))
        {
            problems.Add(Problem(Rules.Timeout, method, timeout));
        }

        var wire = problems.Count > before || IsLocalOnly(declaring) ? null : WireOf(method, result, codecs, problems);
        return problems.Count > before ? null : new MethodModel(
            declaring.ToDisplayString(Full),
            declaring.ToDisplayString(),
            method.Name,
            shape!.Value,
            result?.ToDisplayString(Full),
            new(method.Parameters.Select(
                static it => new ParameterModel(
                    it.Type.ToDisplayString(Full), CodecFinder.NameOf(it.Type), "@" + it.Name, IsCancellation(it)))),
            Options(oneWay, Has(method, "ReadOnlyAttribute"), Has(method, "AlwaysInterleaveAttribute")),
            timeout,
            WireHash.Of(WireNameOf(method, declaring)),
            wire);
    }

    private static CallWire? WireOf(
        IMethodSymbol method, ITypeSymbol? result, CodecFinder codecs, List<Problem> problems)
    {
        var arguments = new List<MemberModel>();
        foreach (var parameter in method.Parameters.Where(static it => !IsCancellation(it)))
        {
            if (MemberReader.Read(
                (uint)parameter.Ordinal, "@" + parameter.Name, parameter.Type, codecs, out var reason) is { } argument)
            {
                arguments.Add(argument);
            }
            else
            {
                problems.Add(Problem(Rules.CannotTravel, method, reason));
            }
        }

        CodecModel? answer = null;
        if (result is not null && (answer = codecs.Find(result, out var why)) is null)
        {
            problems.Add(Problem(Rules.CannotTravel, method, why));
        }

        return new CallWire(new(arguments), answer);
    }

    private static string WireNameOf(IMethodSymbol method, INamedTypeSymbol declaring)
    {
        var parameters = string.Join(", ", method.Parameters.Select(static it => CodecFinder.NameOf(it.Type)));
        return (TypeReader.AliasOf(declaring) ?? declaring.ToDisplayString()) + "."
            + (TypeReader.AliasOf(method) ?? $"{method.Name}({parameters})");
    }

    private static bool IsLocalOnly(INamedTypeSymbol type) => type.GetAttributes().Any(
        static it => it.AttributeClass?.ToDisplayString() == "Academy.Runtime.LocalOnlyAttribute");

    private static bool IsCancellation(IParameterSymbol parameter) =>
        parameter.Type.ToDisplayString() == "System.Threading.CancellationToken";

    private static (ReturnShape? Shape, ITypeSymbol? Result) ShapeOf(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Void ? (ReturnShape.Void, null)
        : type is INamedTypeSymbol named && named.ContainingNamespace?.ToDisplayString() == "System.Threading.Tasks"
            ? named.MetadataName switch
            {
                "Task" => (ReturnShape.Task, null),
                "ValueTask" => (ReturnShape.ValueTask, null),
                "Task`1" => (ReturnShape.TaskOf, named.TypeArguments[0]),
                "ValueTask`1" => (ReturnShape.ValueTaskOf, named.TypeArguments[0]),
                _ => (null, null),
            }
        : (null, null);

    private static string Options(bool oneWay, bool readOnly, bool alwaysInterleave)
    {
        const string Type = "global::Academy.Runtime.Calls.CallOptions.";
        var set = new List<string>();
        if (oneWay)
        {
            set.Add(Type + "OneWay");
        }

        if (readOnly)
        {
            set.Add(Type + "ReadOnly");
        }

        if (alwaysInterleave)
        {
            set.Add(Type + "AlwaysInterleave");
        }

        return set.Count == 0 ? Type + "None" : string.Join(" | ", set);
    }

    private static bool Has(IMethodSymbol method, string attribute) => method.GetAttributes().Any(it =>
        it.AttributeClass?.Name == attribute
            && it.AttributeClass.ContainingNamespace.ToDisplayString() == "Orleans.Concurrency");

    private static string? Timeout(IMethodSymbol method) => method.GetAttributes()
        .FirstOrDefault(static it => it.AttributeClass?.ToDisplayString() == "Orleans.ResponseTimeoutAttribute")?
        .ConstructorArguments.FirstOrDefault().Value as string;

    private static bool Derives(ITypeSymbol type, string marker) =>
        type.AllInterfaces.Any(it => it.ToDisplayString() == marker);

    private static bool IsMarker(INamedTypeSymbol type) => type.ToDisplayString()
        is Grain or StringKey or Observer or "Orleans.Runtime.IAddressable";

    private static string Flat(INamedTypeSymbol type) => type.ToDisplayString().Replace('.', '_').Replace("@", "");
}
