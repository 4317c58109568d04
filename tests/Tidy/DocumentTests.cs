using System.Text.RegularExpressions;

namespace Academy.Tidy;

public sealed partial class DocumentTests
{
    [Fact]
    public void Every_link_in_the_documents_leads_somewhere()
    {
        var dead = Repository
            .Files(".md")
            .SelectMany(
                path => Links().Matches(Repository.Read(path)),
                (path, link) => (path, Target: link.Groups["target"].Value)
            )
            .Where(x =>
                !x.Target.Contains("://", StringComparison.Ordinal)
                && !x.Target.StartsWith("mailto:", StringComparison.Ordinal)
            )
            .Where(x => !Leads(x.path, x.Target))
            .Select(x => $"{x.path} -> {x.Target}")
            .ToArray();
        Assert.True(dead.Length == 0, $"Mend or remove:\n{string.Join('\n', dead)}");
    }

    [Fact]
    public void Every_document_is_reached_from_another()
    {
        var linked = Repository
            .Files(".md")
            .SelectMany(
                path => Links().Matches(Repository.Read(path)),
                (path, link) => Resolve(path, link.Groups["target"].Value.Split('#')[0])
            )
            .ToHashSet(StringComparer.Ordinal);
        var orphans = Repository
            .Files(".md")
            .Where(p =>
                p != "README.md"
                && !linked.Contains(p)
                && !linked.Contains(Path.GetDirectoryName(p)!.Replace('\\', '/'))
            )
            .ToArray();
        Assert.True(
            orphans.Length == 0,
            $"Link them from README.md or from where they belong:\n{string.Join('\n', orphans)}"
        );
    }

    private static bool Leads(string from, string target)
    {
        var parts = target.Split('#');
        var path = parts[0].Length == 0 ? from : Resolve(from, parts[0]);
        if (!Repository.Exists(path))
            return false;
        return parts.Length == 1
            || !path.EndsWith(".md", StringComparison.Ordinal)
            || Headings().Matches(Repository.Read(path)).Any(h => Anchor(h.Groups["text"].Value) == parts[1]);
    }

    private static string Resolve(string from, string target) =>
        Path.GetRelativePath(
                Repository.Root,
                Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(from)!, target))
            )
            .Replace('\\', '/')
            .TrimEnd('/');

    private static string Anchor(string heading) =>
        NotInAnchors().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
