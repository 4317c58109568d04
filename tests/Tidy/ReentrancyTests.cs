using System.Text.RegularExpressions;

namespace Academy.Tidy;

/// <summary>
/// Which grains pipeline: their requests interleave, so what they decide on must come from their stream, in the turn of
/// the append.
/// </summary>
public sealed partial class ReentrancyTests
{
    /// <summary>
    /// Hot streams whose commands are decided on facts about others and on the core alone; and drafts, whose changes
    /// are noted in the turn in which they come, to wait for one write together.
    /// </summary>
    private static readonly string[] Pipelining = ["ChatRoomGrain", "CourseGrain", "DraftsGrain", "UserGrain"];

    [Fact]
    public void Grains_that_pipeline_are_named()
    {
        var reentrant = Repository
            .Files(".cs")
            .Where(path => path.StartsWith("Grains/", StringComparison.Ordinal))
            .SelectMany(path => Reentrant().Matches(Repository.Read(path)), (_, match) => match.Groups[1].Value)
            .Order(StringComparer.Ordinal);
        Assert.True(
            Pipelining.SequenceEqual(reentrant),
            $"[Reentrant] is on {string.Join(", ", reentrant)}. "
                + "A grain that pipelines is named in ReentrancyTests, after somebody has made "
                + "sure "
                + "that it decides on nothing that it read before an await."
        );
    }

    [Fact]
    public void A_grain_inherits_from_Grain_alone()
    {
        var others = Repository
            .Files(".cs")
            .Where(path => path.StartsWith("Grains/", StringComparison.Ordinal))
            .SelectMany(
                path => GrainClass().Matches(Repository.Read(path)),
                (path, match) => (path, Base: match.Groups[2].Value)
            )
            .Where(found => found.Base != "Grain")
            .Select(found => $"{found.path}: {found.Base}")
            .ToArray();
        Assert.True(
            others.Length == 0,
            "What several grains share is a component of theirs (docs/architecture.md), not a base "
                + $"class:\n{string.Join('\n', others)}"
        );
    }

    [GeneratedRegex(@"\[Reentrant\]\s+internal sealed (?:partial )?class (\w+)")]
    private static partial Regex Reentrant();

    [GeneratedRegex(@"class (\w+Grain)\b(?:\((?:[^()]|\([^()]*\))*\))?\s*:\s*([\w.]+)")]
    private static partial Regex GrainClass();
}
