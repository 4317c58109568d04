using System.Text.RegularExpressions;

namespace Academy.Tidy;

/// <summary>Names of our own that gave way to the field's words do not come back.</summary>
public sealed class VocabularyTests
{
    /// <summary>What a type is not called, and what it is called instead.</summary>
    private static readonly Dictionary<string, string> Gone = new(StringComparer.Ordinal)
    {
        ["Settlement"] = "BatchCommitter",
        ["Arbiter"] = "ConflictResolver",
        ["Chains"] = "DependentAppends",
        ["Gathering"] = "EventCoalescer",
        ["RateGate"] = "TokenBucket",
        ["CallAllowance"] = "TokenBucket",
        ["Typers"] = "TypingTracker",
        ["Attendance"] = "PresenceTracker",
        ["CourseShelf"] = "PublishedCourseCache",
        ["Letter"] = "EmailMessage",
        ["Postbox"] = "EmailSender",
        ["JournaledGrain"] = "IJournaledStream<T>",
        ["StreamPosition"] = "StreamCursor",
    };

    /// <summary>Endings that say nothing about what a thing is.</summary>
    private static readonly string[] Empty = ["Manager", "Helper", "Helpers", "Utils", "Util", "Base", "Desk"];

    private static readonly Regex Types = new(
        @"\b(?:class|struct|interface|enum|record(?: struct| class)?) (?<name>[A-Z]\w+)",
        RegexOptions.None,
        TimeSpan.FromSeconds(10)
    );

    private static readonly (string Path, string Name)[] Declared =
    [
        .. Repository
            .Files(".cs")
            .SelectMany(
                path =>
                    Repository
                        .Read(path)
                        .Split('\n')
                        .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
                        .SelectMany(line => Types.Matches(line)),
                (path, type) => (path, type.Groups["name"].Value)
            ),
    ];

    [Fact]
    public void Types_have_the_names_that_the_field_has_for_them()
    {
        Assert.True(Declared.Length > 1_000, "The types were not found in the sources.");
        var back = Declared
            .Where(type => Gone.ContainsKey(type.Name))
            .Select(type => $"{type.Path}: {type.Name} is called {Gone[type.Name]} here")
            .ToArray();
        Assert.True(back.Length == 0, string.Join('\n', back));
    }

    [Fact]
    public void No_type_is_named_for_being_of_use()
    {
        var empty = Declared
            .Where(type => Array.Exists(Empty, end => type.Name.EndsWith(end, StringComparison.Ordinal)))
            .Select(type => $"{type.Path}: {type.Name}")
            .ToArray();
        Assert.True(empty.Length == 0, $"Name them for what they do:\n{string.Join('\n', empty)}");
    }
}
