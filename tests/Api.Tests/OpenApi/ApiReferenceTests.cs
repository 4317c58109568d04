using System.Net;
using System.Text.RegularExpressions;
using Academy.Api.OpenApi;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.OpenApi;

/// <summary>The page of the OpenAPI document, in Production: whole without the internet, within its policy.</summary>
[Collection(OnSharedServer.Name)]
public sealed partial class ApiReferenceTests(SharedServer shared)
{
    private readonly HttpClient http = shared.Server.Http;

    [Fact]
    public async Task Every_script_of_the_page_has_the_nonce_of_its_answer_and_is_served_here()
    {
        using var answer = await http.GetAsync(ApiReference.Path + "/");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        var nonce = Nonce().Match(policy).Groups[1].Value;
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        var scripts = Script().Matches(page).Select(script => script.Value).ToArray();
        Assert.NotEmpty(scripts);
        Assert.All(scripts, script => Assert.Contains($"nonce=\"{nonce}\"", script, StringComparison.Ordinal));
        Assert.DoesNotContain("//", page, StringComparison.Ordinal);
        foreach (Match source in Source().Matches(page))
        {
            using var file = await http.GetAsync($"{ApiReference.Path}/{source.Groups[1].Value}");
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        }

        using var again = await http.GetAsync(ApiReference.Path + "/");
        Assert.NotEqual(policy, Assert.Single(again.Headers.GetValues("Content-Security-Policy")));
    }

    [Fact]
    public async Task The_page_is_a_policy_of_its_own_and_nothing_else_takes_it()
    {
        using var reference = await http.GetAsync(ApiReference.Path + "/");
        Assert.Contains("connect-src 'self';", Policy(reference), StringComparison.Ordinal);
        using var pages = await http.GetAsync("/");
        Assert.DoesNotContain("unsafe-inline", Policy(pages), StringComparison.Ordinal);
        Assert.DoesNotContain("nonce-", Policy(pages), StringComparison.Ordinal);
    }

    private static string Policy(HttpResponseMessage answer) =>
        Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script();

    [GeneratedRegex("src=\"([^\"]+)\"")]
    private static partial Regex Source();
}
