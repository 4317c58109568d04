using System.Text.Json;
using Microsoft.AspNetCore.Routing.Template;

namespace Academy.Api.Composition;

/// <summary>
/// The addresses of the web client's pages, from the list that its router is tested against. What is none of them is
/// answered with 404, by the client's own page for that.
/// </summary>
internal static class ClientPages
{
    private static readonly string[] All = Read();
    private static readonly TemplateMatcher[] Patterns = [.. All.Select(Matcher)];

    /// <summary>Whether a page has this pattern, such as <c>/courses/:courseId</c>.</summary>
    public static bool HavePattern(string pattern) => All.Contains(pattern, StringComparer.Ordinal);

    /// <summary>
    /// Whether there may be such a page. Which courses and rooms there are, the page itself finds out.
    /// </summary>
    public static bool Have(PathString path)
    {
        foreach (var pattern in Patterns)
        {
            RouteValueDictionary values = [];
            if (pattern.TryMatch(path, values) && values.All(value => IsAcceptable(value.Key, value.Value)))
                return true;
        }
        return false;
    }

    /// <summary>What the client calls an id is a UUID; a trace has an id of another form.</summary>
    private static bool IsAcceptable(string name, object? value) =>
        value is not string text
        || !name.EndsWith("Id", StringComparison.Ordinal)
        || name == "traceId"
        || Guid.TryParseExact(text, "D", out _);

    private static TemplateMatcher Matcher(string pattern)
    {
        var segments = pattern.Split('/').Select(s => s.StartsWith(':') ? $"{{{s[1..]}}}" : s);
        return new(TemplateParser.Parse(string.Join('/', segments).TrimStart('/')), []);
    }

    private static string[] Read()
    {
        using var pages = typeof(ClientPages).Assembly.GetManifestResourceStream("pages.json")!;
        return JsonSerializer.Deserialize<string[]>(pages)!;
    }
}
