using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Academy.Tidy;

/// <summary>The reference graph is the architecture.</summary>
public sealed partial class ReferenceTests
{
    /// <summary>What each project may refer to; a project that is not here has no place yet.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Journal"] = [],
        ["LocalPostgres"] = [],
        ["Vault"] = ["Journal"],
        ["Backup"] = ["Journal", "Vault"],
        ["Grains.Interfaces"] = [],
        ["Streams"] = ["Grains.Interfaces", "Journal"],
        ["Grains"] = ["Grains.Interfaces", "Journal", "Streams", "Vault"],
        ["Silo"] = ["Backup", "Grains", "Grains.Interfaces", "Journal", "LocalPostgres", "Streams", "Vault"],
        ["Api"] = ["Grains.Interfaces", "Silo"],
    };

    [Fact]
    public void Projects_refer_only_to_what_the_architecture_allows()
    {
        foreach (
            var path in Repository
                .Files(".csproj")
                .Where(p =>
                    !p.StartsWith("tests/", StringComparison.Ordinal)
                    && !p.StartsWith("bench/", StringComparison.Ordinal)
                )
        )
        {
            var name = Path.GetFileNameWithoutExtension(path);
            Assert.True(
                Allowed.TryGetValue(name, out var allowed),
                $"{name} is not in ReferenceTests.Allowed: say there what it may refer to."
            );
            var references = XDocument
                .Parse(Repository.Read(path))
                .Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/')));
            var forbidden = references.Except(allowed).ToArray();
            Assert.True(
                forbidden.Length == 0,
                $"{name} must not refer to {string.Join(", ", forbidden)}: see docs/architecture.md."
            );
        }
    }

    [Theory]
    [InlineData(
        "Api",
        @"Academy\.(Silo|Grains|Journal|Vault|Backup|LocalPostgres)\b(?!\.Interfaces)|\bNpgsql\b",
        "Api/Composition/Hosting.cs"
    )]
    [InlineData("Grains.Interfaces", @"Academy\.(Journal|Grains|Api|Silo)\b|\bNpgsql\b|Microsoft\.AspNetCore", null)]
    [InlineData("Grains", @"Academy\.(Api|Silo|Backup|LocalPostgres)\b", null)]
    [InlineData("Streams", @"Academy\.(Grains|Api|Silo|Vault|Backup|LocalPostgres)\b|\bNpgsql\b", null)]
    [InlineData("Journal", @"Academy\.(Grains|Api|Silo|Streams|Vault|Backup|LocalPostgres)\b|\bOrleans\b", null)]
    [InlineData("LocalPostgres", @"Academy\.(?!LocalPostgres)|\bOrleans\b", null)]
    [InlineData("Vault", @"Academy\.(?!Vault|Journal)|\bOrleans\b", null)]
    [InlineData("Backup", @"Academy\.(?!Backup|Vault|Journal)|\bOrleans\b", null)]
    [InlineData("Silo", @"Academy\.Api\b", null)]
    public void Sources_use_only_what_their_project_may(string project, string forbidden, string? exception)
    {
        var uses = Repository
            .Files(".cs")
            .Where(path => path.StartsWith(project + "/", StringComparison.Ordinal) && path != exception)
            .SelectMany(path => Usings().Matches(Repository.Read(path)), (path, use) => (path, use.Value))
            .Where(x => Regex.IsMatch(x.Value, forbidden))
            .Select(x => $"{x.path}: {x.Value}")
            .ToArray();
        Assert.True(
            uses.Length == 0,
            $"{project} must not use these (docs/architecture.md says why):\n{string.Join('\n', uses)}"
        );
    }

    [Fact]
    public void Concept_folders_have_the_same_names_wherever_they_occur()
    {
        string[] technical = ["Commands", "Identifiers", "Migrations", "Demo", "Mail", "Search"];
        var concepts = Folders("Grains.Interfaces").Except(technical).ToArray();
        var strangers = Folders("Grains").Except(technical).Except(concepts).ToArray();
        Assert.True(
            strangers.Length == 0,
            $"Grains has folders that Grains.Interfaces has not: {string.Join(", ", strangers)}. "
                + "A concept has one name."
        );

        static IEnumerable<string> Folders(string project) =>
            Repository
                .Files(".cs")
                .Where(p => p.StartsWith(project + "/", StringComparison.Ordinal) && p.Count(c => c == '/') > 1)
                .Select(p => p.Split('/')[1])
                .Distinct();
    }

    [GeneratedRegex(@"^using (?:static )?[\w.]+;", RegexOptions.Multiline)]
    private static partial Regex Usings();
}
