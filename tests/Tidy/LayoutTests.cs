using System.Text.RegularExpressions;

namespace Academy.Tidy;

/// <summary>A line is seen without scrolling, and a type is found by its namespace.</summary>
public sealed partial class LayoutTests
{
    private const int ColumnsMax = 120;

    /// <summary>Namespaces that do not begin with <c>Academy.</c> and the project's name.</summary>
    private static readonly Dictionary<string, string> Roots = new(StringComparer.Ordinal)
    {
        // Contracts are in the words of the domain alone.
        ["Grains.Interfaces"] = "Academy",
        ["bench/Appends"] = "Academy.Bench.Appends",
        // Shared by test projects as sources.
        ["tests/Testing.History"] = "Academy.Testing.Histories",
        ["tests/Testing.Kit"] = "Academy.Testing",
        ["tests/Testing.Postgres"] = "Academy.Testing",
        ["tests/Testing.Processes"] = "Academy.Processes",
        ["tests/Process.Tests"] = "Academy.Processes",
        ["tests/Cluster.Tests"] = "Academy.Clusters",
    };

    /// <summary>The other half of a class whose folder is left out of Release builds.</summary>
    private static readonly string[] Halves = ["Silo/PlantedFaults/AcademySilo.cs"];

    [Fact]
    public void No_line_is_wider_than_the_page()
    {
        // A raw string of one line is data, such as JSON, that would be another one with a line break in it. A template
        // of the web client is mostly a sentence that is translated: broken in two lines, it would be another sentence.
        var wide = Repository
            .Files(".cs", ".ts", ".tsx")
            .Where(path => !path.StartsWith("Web/src/api/generated/", StringComparison.Ordinal))
            .SelectMany(path => Repository.Read(path).Split('\n').Select((line, i) => (path, Number: i + 1, line)))
            .Where(x => x.line.TrimEnd('\r').Length > ColumnsMax)
            .Where(x => !x.line.Contains(x.path.EndsWith(".cs", StringComparison.Ordinal) ? "\"\"\"" : "`"))
            .Select(x => $"{x.path}:{x.Number}: {x.line.Length} columns")
            .ToArray();
        Assert.True(wide.Length == 0, $"Break them before column {ColumnsMax}:\n{string.Join('\n', wide)}");
    }

    [Fact]
    public void Namespaces_are_folders()
    {
        var projects = Repository
            .Files(".csproj")
            .Select(path => Path.GetDirectoryName(path)!.Replace('\\', '/'))
            .Concat(Roots.Keys)
            .Distinct()
            .OrderByDescending(path => path.Length)
            .ToArray();
        var strangers = Repository
            .Files(".cs")
            .Except(Halves)
            .Select(path => (Path: path, Namespace: Declaration().Match(Repository.Read(path)).Groups[1].Value))
            .Where(file => file.Namespace.Length > 0)
            .Select(file => (file.Path, file.Namespace, Expected: NamespaceOf(file.Path, projects)))
            .Where(file => file.Namespace != file.Expected)
            .Select(file => $"{file.Path}: {file.Namespace}, not {file.Expected}")
            .ToArray();
        Assert.True(
            strangers.Length == 0,
            $"Move the file, or name its namespace for the folder:\n{string.Join('\n', strangers)}"
        );
    }

    private static string NamespaceOf(string path, string[] projects)
    {
        var project = Array.Find(projects, project => path.StartsWith(project + "/", StringComparison.Ordinal));
        Assert.True(project is not null, $"{path} is in no project.");
        var root = Roots.GetValueOrDefault(project) ?? "Academy." + project.Split('/')[^1];
        return string.Join('.', [root, .. path[(project.Length + 1)..].Split('/')[..^1]]);
    }

    [GeneratedRegex(@"(?m)^namespace ([\w.]+)")]
    private static partial Regex Declaration();
}
