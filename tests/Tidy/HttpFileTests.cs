using System.Text.Json;
using System.Text.RegularExpressions;

namespace Academy.Tidy;

/// <summary>Requests to try by hand, in a <c>.http</c> file beside the endpoints: they must not go stale.</summary>
public sealed partial class HttpFileTests
{
    [Fact]
    public void Every_slice_with_endpoints_has_requests_to_try()
    {
        var slices = Repository
            .Files("Endpoints.cs")
            .Where(path => path.StartsWith("Api/", StringComparison.Ordinal))
            .Where(path => Repository.Read(path).Contains("/api/v1", StringComparison.Ordinal))
            .Select(path => path.Split('/')[1])
            .Distinct();
        var missing = slices
            .Where(slice => !Repository.Exists($"Api/{slice}/{slice.ToLowerInvariant()}.http"))
            .ToArray();
        Assert.True(missing.Length == 0, $"Add Api/<slice>/<slice>.http: {string.Join(", ", missing)}");
    }

    [Fact]
    public void Every_request_is_one_that_the_openapi_document_knows()
    {
        using var document = JsonDocument.Parse(Repository.Read("docs/openapi.json"));
        var known = document
            .RootElement.GetProperty("paths")
            .EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject(), (path, method) => $"{method.Name} {Shape(path.Name)}")
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var requests = Repository
            .Files(".http")
            .SelectMany(
                file => Request().Matches(Repository.Read(file)),
                (file, request) =>
                    (file, What: $"{request.Groups["method"].Value} {Shape(request.Groups["path"].Value)}")
            )
            .ToArray();
        Assert.True(requests.Length > 15, $"Only {requests.Length} requests were found.");
        var stale = requests.Where(request => !known.Contains(request.What)).ToArray();
        Assert.True(stale.Length == 0, $"No such endpoint:\n{string.Join('\n', stale)}");
    }

    /// <summary>Whatever stands for a value is the same.</summary>
    private static string Shape(string path) => Value().Replace(path.Split('?')[0], "{}");

    [GeneratedRegex(@"^(?<method>GET|POST|PUT|PATCH|DELETE) \{\{host\}\}(?<path>\S+)", RegexOptions.Multiline)]
    private static partial Regex Request();

    [GeneratedRegex(@"(user:)?\{\{?[^{}]+\}?\}")]
    private static partial Regex Value();
}
