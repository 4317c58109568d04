using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Academy.Runtime.Generators;

/// <summary>Generates a reference class for every grain and observer interface, a codec for every [GenerateSerializer]
/// type, and the manifest that registers them and the grain classes with the runtime.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class GrainGenerator : IIncrementalGenerator
{
    /// <summary>The runtime's assembly.</summary>
    internal const string Runtime = "Academy.Runtime";
    private const string Manifest = "GrainManifest";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var findings = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is TypeDeclarationSyntax { BaseList: not null }
                    and (InterfaceDeclarationSyntax or ClassDeclarationSyntax or RecordDeclarationSyntax),
                Read)
            .Where(static finding => finding is not null)
            .WithTrackingName("Findings");
        var types = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                "Orleans.GenerateSerializerAttribute",
                static (node, _) => node is TypeDeclarationSyntax,
                static (context, _) =>
                    TypeReader.Read((INamedTypeSymbol)context.TargetSymbol, context.SemanticModel.Compilation))
            .Where(static finding => finding is not null)
            .WithTrackingName("Types");
        var space = context.CompilationProvider
            .Select(static (compilation, _) => SpaceOf(compilation.AssemblyName ?? Manifest))
            .WithTrackingName("Space");
        var included = context.CompilationProvider
            .Select(static (compilation, _) => new EquatableArray<string>(ManifestsBelow(compilation)))
            .WithTrackingName("Included");
        var interfaces = findings.Select(static (finding, _) => finding!.Interface).Where(static it => it is not null);
        var grains = findings.Select(static (finding, _) => finding!.Grain).Where(static it => it is not null);

        context.RegisterSourceOutput(findings, static (output, finding) =>
        {
            foreach (var problem in finding!.Problems)
            {
                output.ReportDiagnostic(problem.ToDiagnostic());
            }
        });
        context.RegisterSourceOutput(types, static (output, finding) =>
        {
            foreach (var problem in finding!.Problems)
            {
                output.ReportDiagnostic(problem.ToDiagnostic());
            }
        });
        var serializable = types.Select(static (finding, _) => finding!.Type).Where(static it => it is not null);
        context.RegisterSourceOutput(serializable.Combine(space), static (output, pair) =>
            output.AddSource($"{pair.Left!.FlatName}Codec.g.cs", Text(TypeWriter.Write(pair.Left, pair.Right))));
        context.RegisterSourceOutput(interfaces.Combine(space), static (output, pair) =>
            output.AddSource($"{pair.Left!.FlatName}Proxy.g.cs", Text(InterfaceWriter.Write(pair.Left, pair.Right))));
        context.RegisterSourceOutput(
            space.Combine(included).Combine(interfaces.Collect()).Combine(grains.Collect())
                .Combine(serializable.Collect()),
            static (output, parts) =>
            {
                var ((((space, included), interfaces), grains), types) = parts;
                output.AddSource($"{Manifest}.g.cs", Text(ManifestWriter.Write(
                    space,
                    included,
                    interfaces.OrderBy(static it => it!.Name, StringComparer.Ordinal)!,
                    grains.OrderBy(static it => it!.Name, StringComparer.Ordinal)!,
                    types.OrderBy(static it => it!.Name, StringComparer.Ordinal)!)));
            });
    }

    private static Finding? Read(GeneratorSyntaxContext context, CancellationToken cancellation)
    {
        if (context.SemanticModel.GetDeclaredSymbol(context.Node, cancellation) is not INamedTypeSymbol type
            || !IsFirstPart(type, context.Node, cancellation))
        {
            return null;
        }

        return type.TypeKind == TypeKind.Interface ? InterfaceReader.Read(type, context.SemanticModel.Compilation) : GrainReader.Read(type);
    }

    /// <summary>A partial type is read once: at its first part with a base list.</summary>
    private static bool IsFirstPart(INamedTypeSymbol type, SyntaxNode node, CancellationToken cancellation) =>
        type.DeclaringSyntaxReferences
            .Select(it => it.GetSyntax(cancellation))
            .First(static it => it is TypeDeclarationSyntax { BaseList: not null }) == node;

    private static IEnumerable<string> ManifestsBelow(Compilation compilation) =>
        from assembly in compilation.SourceModule.ReferencedAssemblySymbols
        where assembly.Modules.Any(static module => module.ReferencedAssemblies.Any(static it => it.Name == Runtime))
        let name = $"{SpaceOf(assembly.Name)}.{Manifest}"
        where assembly.GetTypeByMetadataName(name) is not null
        orderby name
        select "global::" + name;

    internal static string SpaceOf(string assembly) =>
        string.Concat(assembly.Select(static it => char.IsLetterOrDigit(it) || it == '.' ? it : '_'));

    private static SourceText Text(string source) => SourceText.From(source, Encoding.UTF8);
}
