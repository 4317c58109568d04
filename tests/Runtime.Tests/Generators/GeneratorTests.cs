using Academy.Runtime.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Academy.Runtime.Tests.Generators;

/// <summary>What the generator refuses, makes and remembers.</summary>
public sealed class GeneratorTests
{
    private const string Usings = """
        using System; using System.Threading.Tasks; using Orleans; using Orleans.Concurrency; using Orleans.Runtime;
        namespace Sample;

        """;

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static it => !Path.GetFileName(it).StartsWith("Academy.Runtime.Tests", StringComparison.Ordinal))
            .Select(static it => MetadataReference.CreateFromFile(it))];

    [Theory]
    [InlineData("public interface IBox<T> : IGrainWithStringKey { Task Put(T it); }", "ACA001", "IBox<T>")]
    [InlineData("public interface IBox : IGrainWithStringKey { Task Put<T>(T it); }", "ACA002", "one method per type")]
    [InlineData("public interface IBox : IGrainWithStringKey { int Size { get; } }", "ACA003", "IBox.Size")]
    [InlineData("public interface IBox : IGrainWithStringKey { event Action Opened; }", "ACA003", "IBox.Opened")]
    [InlineData("public interface IBox : IGrainWithStringKey { static Task Make() => Task.CompletedTask; }",
        "ACA003", "Make")]
    [InlineData("public interface IBox : IGrainWithStringKey { Task Put(ref int it); }", "ACA004", "'it'")]
    [InlineData("public interface IBox : IGrainWithStringKey { Task Put(in int it); }", "ACA004", "'it'")]
    [InlineData("public interface IBox : IGrainWithStringKey { int Size(); }", "ACA005", "must return Task")]
    [InlineData("public interface IBox : IGrain { Task Open(); }", "ACA006", "IGrainWithStringKey")]
    [InlineData("public interface IBox : IGrainWithIntegerKey { Task Open(); }", "ACA006", "no string key")]
    [InlineData("public interface IBox : IGrainWithStringKey { [OneWay] Task<int> Open(); }",
        "ACA007", "nobody would get")]
    [InlineData("public class Outer { private interface IBox : IGrainWithStringKey { Task Open(); } }",
        "ACA008", "IBox")]
    [InlineData("public class Outer { private class BoxGrain : Grain; }", "ACA008", "BoxGrain")]
    [InlineData("public class BoxGrain<T> : Grain;", "ACA009", "BoxGrain<T>")]
    [InlineData("public class BoxGrain : Grain { public BoxGrain() { } public BoxGrain(string it) { } }",
        "ACA010", "exactly one")]
    [InlineData("public class BoxGrain : Grain { private BoxGrain() { } }", "ACA010", "exactly one")]
    [InlineData("public class BoxGrain : Grain { [ReadOnly] public Task Open() => null!; }", "ACA011", "ReadOnly")]
    [InlineData("public interface IBox : IGrainWithStringKey { void Open(); }", "ACA012", "void is for observers")]
    [InlineData("public interface IBox : IGrainWithStringKey { Task Put(Span<int> it); }", "ACA004", "'it'")]
    [InlineData("public interface IBox : IGrainWithStringKey { [ResponseTimeout(\"soon\")] Task Open(); }",
        "ACA013", "soon")]
    [InlineData("public interface IBox : IGrainObserver { int Opened(); }", "ACA005", "must return Task")]
    [InlineData("public class Toy; public interface IBox : IGrainWithStringKey { Task Put(Toy it); }",
        "ACA014", "Toy' is neither [GenerateSerializer]")]
    [InlineData("public interface IBox : IGrainWithStringKey { Task<Action> Put(); }", "ACA014", "'System.Action'")]
    [InlineData("public class Toy; public interface IBox : IGrainObserver { void Put(System.Collections.Generic.List<Toy[]> it); }",
        "ACA014", "Toy' is neither")]
    [InlineData("public interface IBox : IGrainWithStringKey { Task Put(object it); }", "ACA014", "'object'")]
    [InlineData("public interface IBox : IGrainWithStringKey { Task Put(IGrain it); }", "ACA014", "IGrain'")]
    [InlineData("[GenerateSerializer] public sealed record Toy([property: Id(0)] Action Play);", "ACA015", "Toy.Play")]
    [InlineData("[GenerateSerializer] public sealed record Toy([property: Id(1)] int A, [property: Id(1)] int B);",
        "ACA016", "[Id] 1, which 'A'")]
    [InlineData("[GenerateSerializer] public sealed class Toy(int size) { [Id(0)] public int Weight => size; }",
        "ACA017", "'Toy' has no constructor")]
    [InlineData("[GenerateSerializer] public sealed class Toy<T> { [Id(0)] public Toy<T>? Next { get; set; } }",
        "ACA015", "contains itself")]
    public void What_cannot_work_is_refused_with_the_way_out(string source, string id, string part)
    {
        var problem = Assert.Single(Run(Compile(Usings + source)).Results.Single().Diagnostics);
        Assert.Equal(id, problem.Id);
        Assert.Contains(part, problem.GetMessage(), StringComparison.Ordinal);
        Assert.True(problem.Location.GetLineSpan().StartLinePosition.Line > 0, "the problem has a place");
    }

    [Fact]
    public void What_is_inherited_is_reported_where_it_is_declared_only()
    {
        var source = Usings + """
            public interface IBase : IGrainWithStringKey { int Size { get; } }
            public interface IDerived : IBase { Task Open(); }
            """;
        Assert.Single(Run(Compile(source)).Results.Single().Diagnostics);
    }

    [Fact]
    public void All_that_is_supported_compiles_without_a_complaint()
    {
        var source = Usings + """
            public interface IOpens : IGrainWithStringKey { Task Open();
                [AlwaysInterleave] ValueTask<int?> Open(string? @class); }
            public partial interface IBox : IOpens { Task<int[]?> Look(params int[] places); }
            public partial interface IBox : IOpens { [OneWay] ValueTask Shake(int strength = 3); new Task Open(); }
            public interface IWatch : IGrainObserver { void Opened(string by); Task Closed(); }
            public abstract class Container : Grain;
            internal sealed class BoxGrain(IServiceProvider services, IGrainContext context, string? label = null)
                : Container, IBox
            {
                public object?[] All => [services, context, label];
                public Task Open() => Task.CompletedTask;
                public ValueTask<int?> Open(string? @class) => new(1);
                public Task<int[]?> Look(params int[] places) => Task.FromResult<int[]?>(places);
                public ValueTask Shake(int strength) => default;
            }
            """;
        var compilation = Compile(source);
        Driver().RunGeneratorsAndUpdateCompilation(compilation, out var whole, out var problems);
        Assert.Empty(problems);
        Assert.Empty(whole.GetDiagnostics().Where(static it => it.Severity >= DiagnosticSeverity.Warning));
        Assert.Equal(4, whole.SyntaxTrees.Count() - compilation.SyntaxTrees.Length);
    }

    [Fact]
    public void A_manifest_includes_those_of_the_assemblies_below()
    {
        Driver().RunGeneratorsAndUpdateCompilation(
            Compile(Usings + "public interface IBox : IGrainWithStringKey { Task Open(); }",
                "My.Contracts"), out var contracts, out _);
        using var image = new MemoryStream();
        Assert.True(contracts.Emit(image).Success);
        var grains = Compile(Usings + "class BoxGrain : Grain, IBox { public Task Open() => null!; }", "My.Grains")
            .AddReferences(MetadataReference.CreateFromImage(image.ToArray()));
        var manifest = Run(grains).GeneratedTrees
            .Single(static it => it.FilePath.EndsWith("GrainManifest.g.cs", StringComparison.Ordinal))
            .ToString();
        Assert.Contains("namespace My.Grains;", manifest, StringComparison.Ordinal);
        Assert.Contains(
            "builder.Include(global::My.Contracts.GrainManifest.Describe);", manifest,
            StringComparison.Ordinal);
        Assert.Contains(
            "builder.AddGrain(\"box\", false, static context => new global::Sample.BoxGrain(), typeof(global::Sample.IBox));",
            manifest,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_edit_elsewhere_makes_nothing_anew()
    {
        var first = Compile(Usings + """
            public interface IBox : IGrainWithStringKey { Task Open(); }
            class BoxGrain : Grain, IBox { public Task Open() => Task.CompletedTask; }
            """);
        var driver = Driver().RunGenerators(first);
        var second =
            first.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Unrelated : object { int _field; }", Parse));
        var steps = driver.RunGenerators(second).GetRunResult().Results.Single();
        var outputs =
            steps.TrackedOutputSteps.SelectMany(static it => it.Value).SelectMany(static it => it.Outputs).ToArray();
        Assert.NotEmpty(outputs);
        Assert.All(outputs, static it => Assert.Equal(IncrementalStepRunReason.Cached, it.Reason));
    }

    [Fact]
    public void An_edit_inside_a_method_makes_nothing_anew_and_a_new_method_does()
    {
        const string Grain = "class BoxGrain : Grain, IBox { public Task Open() => Task.CompletedTask; }";
        var first = Compile(Usings + "public interface IBox : IGrainWithStringKey { Task Open(); }" + Grain);
        var driver = Driver().RunGenerators(first);
        Assert.All(
            Reasons(Grain.Replace("CompletedTask", "FromResult(1)", StringComparison.Ordinal), ""),
            static it => Assert.Equal(IncrementalStepRunReason.Cached, it));
        Assert.Contains(IncrementalStepRunReason.Modified, Reasons(Grain, "Task Close();"));

        IncrementalStepRunReason[] Reasons(string grain, string method)
        {
            var edited = CSharpSyntaxTree.ParseText(
                Usings + $"public interface IBox : IGrainWithStringKey {{ Task Open();{method} }}" + grain, Parse);
            var result = driver.RunGenerators(first.ReplaceSyntaxTree(first.SyntaxTrees[0], edited)).GetRunResult();
            return [.. result.Results.Single().TrackedOutputSteps
                .SelectMany(static it => it.Value).SelectMany(static it => it.Outputs)
                .Select(static it => it.Reason)];
        }
    }

    private static CSharpParseOptions Parse { get; } = new(LanguageVersion.Preview);

    private static CSharpCompilation Compile(string source, string name = "Sample.Assembly") =>
        CSharpCompilation.Create(
        name,
        [CSharpSyntaxTree.ParseText(source, Parse)],
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable));

    private static CSharpGeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new GrainGenerator().AsSourceGenerator()],
        parseOptions: Parse,
        driverOptions: new GeneratorDriverOptions(
            IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private static GeneratorDriverRunResult Run(CSharpCompilation compilation) =>
        Driver().RunGenerators(compilation).GetRunResult();
}
