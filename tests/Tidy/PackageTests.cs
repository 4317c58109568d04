using System.Xml.Linq;

namespace Academy.Tidy;

/// <summary>Versions of packages that must go together.</summary>
public sealed class PackageTests
{
    /// <summary>CI restores by them alone (<c>RestoreLockedMode</c>).</summary>
    [Fact]
    public void Every_project_says_by_a_lock_file_which_packages_it_is_built_with()
    {
        var files = Repository.Files().ToHashSet(StringComparer.Ordinal);
        var without = files
            .Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(path => $"{Path.GetDirectoryName(path)}/packages.lock.json".Replace('\\', '/'))
            .Where(path => !files.Contains(path));
        Assert.True(!without.Any(), $"Run `dotnet restore` and commit: {string.Join(", ", without)}.");
        var npm = files.Where(path => path.EndsWith("/package.json", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(npm);
        Assert.All(npm, path => Assert.Contains(path.Replace("package.json", "package-lock.json"), files));
    }

    /// <summary>
    /// Patches of Orleans were incompatible among each other before (missing codecs, other hashes): a mix is no release
    /// of it.
    /// </summary>
    [Fact]
    public void All_packages_of_Orleans_have_one_version()
    {
        var stated = XDocument
            .Parse(Repository.Read("Directory.Packages.props"))
            .Descendants("PackageVersion")
            .Where(p => ((string)p.Attribute("Include")!).StartsWith("Microsoft.Orleans.", StringComparison.Ordinal))
            .ToDictionary(p => (string)p.Attribute("Include")!, p => (string)p.Attribute("Version")!);
        Assert.NotEmpty(stated);
        Assert.All(stated, p =>
            Assert.True(p.Value == "$(OrleansVersion)", $"{p.Key} has a version of its own: say $(OrleansVersion).")
        );

        var overridden = Repository
            .Files(".csproj", ".props")
            .SelectMany(
                path => XDocument.Parse(Repository.Read(path)).Descendants("PackageReference"),
                (path, p) => (path, p)
            )
            .Where(x =>
                ((string?)x.p.Attribute("Include"))?.StartsWith("Microsoft.Orleans.", StringComparison.Ordinal) == true
            )
            .Where(x => x.p.Attribute("Version") is not null || x.p.Attribute("VersionOverride") is not null)
            .Select(x => $"{x.path}: {(string)x.p.Attribute("Include")!}")
            .ToArray();
        Assert.True(
            overridden.Length == 0,
            $"One version for all of Orleans, in Directory.Packages.props: {string.Join(", ", overridden)}."
        );
    }
}
