using System.Text.RegularExpressions;

namespace Academy.Tidy;

/// <summary>Rules that a reader would otherwise have to repeat; each message names the fix.</summary>
public sealed partial class TextTests
{
    private const int LinesMax = 400;

    [Fact]
    public void No_source_file_is_longer_than_a_reader_can_hold()
    {
        var long_ = Repository
            .Files(".cs", ".ts", ".tsx")
            .Where(p => !p.Contains("/generated", StringComparison.Ordinal))
            .Select(p => (Path: p, Lines: Repository.Read(p).Count(c => c == '\n')))
            .Where(x => x.Lines > LinesMax)
            .Select(x => $"{x.Path}: {x.Lines} lines")
            .ToArray();
        Assert.True(long_.Length == 0, $"Which second noun is in here? Split:\n{string.Join('\n', long_)}");
    }

    [Fact]
    public void Nothing_is_left_for_later_without_an_issue()
    {
        var marks = Lines([".cs", ".ts", ".tsx", ".sql", ".css"], Unfinished());
        Assert.True(
            marks.Length == 0,
            $"Finish it, or open an issue and take the mark out:\n{string.Join('\n', marks)}"
        );
    }

    [Fact]
    public void No_test_is_skipped_without_a_reason()
    {
        var skips = Lines([".cs"], EmptySkip());
        Assert.True(skips.Length == 0, $"Say why it is skipped:\n{string.Join('\n', skips)}");
    }

    [Fact]
    public void No_exception_is_swallowed()
    {
        var swallowed = Repository.Files(".cs").Where(p => Swallowed().IsMatch(Repository.Read(p))).ToArray();
        Assert.True(
            swallowed.Length == 0,
            "An empty catch hides a fault; log it, or say in a comment inside why it is "
                + $"none:\n{string.Join('\n', swallowed)}"
        );
    }

    [Fact]
    public void Nobody_locks_this()
    {
        var locks = Lines([".cs"], LockThis());
        Assert.True(locks.Length == 0, $"Lock a private System.Threading.Lock:\n{string.Join('\n', locks)}");
    }

    [Fact]
    public void No_folder_is_named_for_a_kind_of_thing()
    {
        string[] banned = ["Common", "Shared", "Helpers", "Utils", "Utilities", "Models", "Services", "Misc"];
        var folders = Repository.Files().SelectMany(p => p.Split('/')[..^1]).Distinct().Intersect(banned).ToArray();
        Assert.True(folders.Length == 0, $"Name the folder for its concept: {string.Join(", ", folders)}");
    }

    [Fact]
    public void Migrations_have_numbers_that_nobody_else_has()
    {
        var numbers = Repository
            .Files(".sql")
            .Where(p => p.Contains("/Migrations/", StringComparison.Ordinal))
            .Select(p => Path.GetFileName(p)[..4])
            .ToArray();
        Assert.NotEmpty(numbers);
        Assert.Equal(numbers.Distinct(), numbers);
    }

    private static string[] Lines(string[] endings, Regex pattern) =>
        [
            .. Repository
                .Files(endings)
                .Where(p => !p.StartsWith("tests/Tidy/", StringComparison.Ordinal))
                .SelectMany(p =>
                    Repository.Read(p).Split('\n').Select((line, i) => (Path: p, Number: i + 1, Line: line))
                )
                .Where(x => pattern.IsMatch(x.Line))
                .Select(x => $"{x.Path}:{x.Number}: {x.Line.Trim()}"),
        ];

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"Skip\s*=\s*""""|\.skip\(\s*\)")]
    private static partial Regex EmptySkip();

    [GeneratedRegex(@"catch(\s*\([^)]*\))?\s*\{\s*\}")]
    private static partial Regex Swallowed();

    [GeneratedRegex(@"lock\s*\(\s*this\s*\)")]
    private static partial Regex LockThis();
}
