using System.Text.Encodings.Web;
using System.Text.Json;
using Academy.Api.Tests.Surroundings;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Api.Tests.OpenApi;

[Collection(OnSharedServer.Name)]
public sealed class OpenApiTests(SharedServer shared)
{
    /// <summary>Set to 1, the committed document is written anew instead of compared.</summary>
    private const string UpdateSwitch = "UPDATE_CONTRACTS";

    private static readonly string Committed = Path.Combine(Checkout.Root, "docs", "openapi.json");

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public async Task The_document_is_the_committed_one()
    {
        var text = JsonSerializer.Serialize(await DocumentAsync(), Indented).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable(UpdateSwitch) == "1")
            await File.WriteAllTextAsync(Committed, text);
        Assert.True(
            text == (await File.ReadAllTextAsync(Committed)).ReplaceLineEndings("\n"),
            $"The HTTP contract changed. If that is meant: {UpdateSwitch}=1 dotnet test tests/Api.Tests "
                + "--filter OpenApi, and review docs/openapi.json."
        );
    }

    [Fact]
    public async Task The_document_is_valid_OpenAPI_31()
    {
        var verdict = await Oracle.AskAsync("openapi.mjs", await DocumentAsync());
        Assert.True(verdict.GetProperty("valid").GetBoolean(), verdict.GetProperty("errors").ToString());
        Assert.Equal("3.1", verdict.Text("version"));
    }

    [Fact]
    public async Task Every_endpoint_of_the_interface_is_described()
    {
        var described = (await DocumentAsync())
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(p => p.Value.Names().Select(method => $"{method.ToUpperInvariant()} {p.Name}"))
            .Order(StringComparer.Ordinal);
        var mapped = shared
            .Server.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
            .Select(e => $"{e.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Single()} {Route(e)}")
            .Order(StringComparer.Ordinal);
        Assert.Equal(mapped, described);
    }

    [Fact]
    public async Task Every_operation_says_what_it_is_and_how_it_fails()
    {
        foreach (var path in (await DocumentAsync()).GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var name = $"{operation.Name} {path.Name}";
                Assert.True(operation.Value.TryGetProperty("summary", out _), $"{name} has no summary");
                Assert.True(operation.Value.TryGetProperty("operationId", out _), $"{name} has no operationId");
                var responses = operation.Value.GetProperty("responses");
                Assert.Contains("503", responses.Names());
                foreach (var response in responses.EnumerateObject().Where(r => r.Name[0] is '4' or '5'))
                    Assert.True(
                        response.Value.GetProperty("content").TryGetProperty("application/problem+json", out _),
                        $"{name} {response.Name}"
                    );
            }
        }
    }

    private static string Route(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText!.Replace(":id}", "}", StringComparison.Ordinal).TrimEnd('/');

    private async Task<JsonElement> DocumentAsync()
    {
        using var answer = await shared.Server.Http.GetAsync("/openapi/v1.json");
        return await answer.ShouldBeAsync(200);
    }
}
