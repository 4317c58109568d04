using System.Text.RegularExpressions;

namespace Academy.Tidy;

/// <summary>
/// Orleans runs what a grain goes on with on the thread that it is on: a grain that calls one grain after the other in
/// a loop, all of them in its own silo and none of them waiting for a disk or a wire, keeps the thread for as long as
/// the loop lasts.
/// </summary>
/// <remarks>
/// It reads text, so it finds the plain forms only: a call of a grain that is got in the loop, or that a variable of
/// the file holds.
/// </remarks>
public sealed partial class FairnessTests
{
    [Fact]
    public void No_grain_calls_grains_in_a_loop()
    {
        var loops = Repository
            .Files(".cs")
            .Where(path =>
                path.StartsWith("Grains/", StringComparison.Ordinal) && IsGrain().IsMatch(Repository.Read(path))
            )
            .SelectMany(path => LoopsThatCall(Repository.Read(path)).Select(line => $"{path}:{line}"))
            .ToArray();
        Assert.True(
            loops.Length == 0,
            "Call them together, so many at a time (Task.WhenAll of a bounded list, Parallel.ForEachAsync), "
                + $"or from outside a grain:\n{string.Join('\n', loops)}"
        );
    }

    [Theory]
    [InlineData("while (true)\n    await grains.GetGrain<IA>(key).Ask();\n", 1)]
    [InlineData("var a = grains.GetGrain<IA>(key);\nforeach (var b in c)\n{\n    x();\n    await a.Ask(b);\n}\n", 2)]
    [InlineData("foreach (var b in c)\n{\n    x();\n}\nawait grains.GetGrain<IA>(key).Ask();\n", null)]
    [InlineData(
        "foreach (var b in c)\n    asked.Add(grains.GetGrain<IA>(b).Ask());\nawait Task.WhenAll(asked);\n",
        null
    )]
    public void A_loop_that_calls_a_grain_is_found(string source, int? line) =>
        Assert.Equal(line is { } found ? [found] : [], LoopsThatCall(source));

    private static IEnumerable<int> LoopsThatCall(string source)
    {
        var lines = source.Split('\n');
        var held = Held().Matches(source).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        for (var at = 0; at < lines.Length; at++)
        {
            if (!Loop().IsMatch(lines[at]))
                continue;
            var indent = IndentOf(lines[at]);
            var body = lines
                .Skip(at + 1)
                .TakeWhile(line => line.Length == 0 || IndentOf(line) > indent || line.Trim() == "{")
                .Prepend(lines[at]);
            if (body.Any(line => line.Contains("await", StringComparison.Ordinal) && Calls(line)))
                yield return at + 1;
        }

        bool Calls(string line) =>
            line.Contains("GetGrain<", StringComparison.Ordinal)
            || Awaited().Matches(line).Any(match => held.Contains(match.Groups["name"].Value));
    }

    private static int IndentOf(string line) => line.Length - line.TrimStart().Length;

    [GeneratedRegex(@":\s*(Grain\b|\w*Grain<|\w+Grain\()|\bclass \w+Grain\b")]
    private static partial Regex IsGrain();

    [GeneratedRegex(@"^\s*(for|foreach|while|await foreach) \(")]
    private static partial Regex Loop();

    [GeneratedRegex(@"(?<name>\w+)\s*=\s*[^;=]*GetGrain<")]
    private static partial Regex Held();

    [GeneratedRegex(@"await (?<name>\w+)\.")]
    private static partial Regex Awaited();
}
