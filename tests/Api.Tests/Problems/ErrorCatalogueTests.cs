using System.Reflection;
using System.Text.RegularExpressions;
using Academy.Api.Problems;
using Academy.Api.Realtime;
using Academy.Api.Tests.Surroundings;
using Academy.Commands;
using Academy.Streams;

namespace Academy.Api.Tests.Problems;

public sealed partial class ErrorCatalogueTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "errors.md"));

    [Fact]
    public void Every_code_is_on_the_page_and_the_page_has_no_other()
    {
        var inCode = Codes().Order(StringComparer.Ordinal).Distinct();
        var onPage = Row().Matches(Page).Select(m => m.Groups["code"].Value).Order(StringComparer.Ordinal);
        Assert.Equal(inCode, onPage);
    }

    [Fact]
    public void The_page_gives_each_code_the_status_it_has()
    {
        foreach (var refusal in Refusals())
            Assert.Contains($"| `{refusal.Code}` | {Problem.StatusOf(refusal.Kind)} |", Page, StringComparison.Ordinal);
        foreach (var problem in ApiProblems.All)
            Assert.Contains($"| `{problem.Code}` | {problem.Status} |", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_catalogue_lists_every_problem_it_declares() =>
        Assert.Equal(Fields<ProblemKind>(typeof(ApiProblems)).Order(ByCode), ApiProblems.All.Order(ByCode));

    [Fact]
    public void Codes_are_slice_and_reason() =>
        Assert.All(Refusals().Select(r => r.Code).Concat(ApiProblems.All.Select(p => p.Code)), code =>
            Assert.Matches("^[a-z-]+\\.[a-z-]+$", code)
        );

    private static Comparer<ProblemKind> ByCode { get; } =
        Comparer<ProblemKind>.Create((x, y) => string.CompareOrdinal(x.Code, y.Code));

    private static IEnumerable<string> Codes() =>
        Refusals()
            .Select(r => r.Code)
            .Concat(ApiProblems.All.Select(p => p.Code))
            .Concat(Fields<string>(typeof(StreamRefusals)))
            .Concat(Fields<string>(typeof(CloseReasons)));

    /// <summary>Every refusal that any slice declares.</summary>
    private static IEnumerable<Refusal> Refusals() => typeof(Refusal).Assembly.GetTypes().SelectMany(Fields<Refusal>);

    private static IEnumerable<T> Fields<T>(Type type) =>
        type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(f => f.FieldType == typeof(T))
            .Select(f => (T)f.GetValue(null)!);

    [GeneratedRegex("^\\| `(?<code>[a-z.-]+)` \\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
