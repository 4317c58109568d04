using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Academy.Api.Composition;
using Academy.Api.Traffic;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Academy.Api.Tests.Composition;

/// <summary>The web client's files, from a folder that was built for these tests.</summary>
public sealed class WebClientTests : IAsyncLifetime
{
    private const string Page = "<!doctype html><title>Academy</title>";
    private const string Script = "export const answer = 42";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("academy-web-client-");
    private WebApplication app = null!;
    private HttpClient http = null!;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(folder.FullName, "assets"));
        Write("index.html", Page, packed: true);
        Write("assets/main-1.js", string.Concat(Enumerable.Repeat(Script, 200)), packed: true);
        Write("assets/font-1.woff2", "font", packed: false);
        Write("sw.js", string.Concat(Enumerable.Repeat(Script, 200)), packed: true);
        Write("manifest.webmanifest", "{}", packed: false);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { WebRootPath = folder.FullName });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddTraffic();
        app = builder.Build();
        app.UseTraffic();
        app.UseWebClient();
        app.UseRouting();
        app.UsePages();
        await app.StartAsync();
        http = new(new SocketsHttpHandler()) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/courses")]
    [InlineData("/courses/")]
    [InlineData("/Courses")]
    [InlineData("/courses?search=a.b")]
    [InlineData("/courses/0190f9c6-0000-7000-8000-000000000001")]
    [InlineData("/instructor/courses/0190f9c6-0000-7000-8000-000000000001")]
    [InlineData("/chat")]
    [InlineData("/chat/0190f9c6-0000-7000-8000-000000000001")]
    [InlineData("/chat/privacy")]
    [InlineData("/ops/traces/8f0c2f6f3e2b4f0d9d5f9b8f0f3f2c1a")]
    public async Task A_page_of_the_client_is_there(string path)
    {
        using var answer = await http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Page, await answer.Content.ReadAsStringAsync());
        Assert.Equal("no-cache", answer.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/courses/not-an-id")]
    [InlineData("/courses/0190f9c6-0000-7000-8000-000000000001/more")]
    [InlineData("/chat/general")]
    [InlineData("/wp-admin/setup")]
    public async Task What_is_no_page_is_404_and_the_client_says_so(string path)
    {
        foreach (var coding in new[] { "identity", "br" })
        {
            using var answer = await GetAsync(path, coding);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal(Page, await UnpackedAsync(answer));
            using var again = await GetAsync(path, coding, answer.Headers.ETag);
            Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
            Assert.Equal(Page, await UnpackedAsync(again));
        }
    }

    [Theory]
    [InlineData("br", "br")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("br;q=0.5, gzip;q=0.9", "gzip")]
    [InlineData("*", "br")]
    [InlineData("identity", null)]
    [InlineData("deflate", null)]
    [InlineData(";;;", null)]
    public async Task A_file_is_sent_as_it_was_compressed_when_it_was_built(string accepted, string? sent)
    {
        using var answer = await GetAsync("/assets/main-1.js", accepted);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(sent, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["Accept-Encoding"], answer.Headers.Vary);
        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.CacheControl?.ToString());
        var ending = sent switch
        {
            "br" => ".br",
            "gzip" => ".gz",
            _ => "",
        };
        var file = await File.ReadAllBytesAsync(Path.Combine(folder.FullName, $"assets/main-1.js{ending}"));
        Assert.Equal(file, await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/sw.js", "text/javascript", "br")]
    [InlineData("/manifest.webmanifest", "application/manifest+json", null)]
    public async Task The_worker_and_the_manifest_are_asked_for_anew_each_time(string path, string type, string? coding)
    {
        using var answer = await GetAsync(path, "br");
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(coding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("no-cache", answer.Headers.CacheControl?.ToString());
        Assert.Contains(
            "worker-src 'self'; manifest-src 'self'",
            answer.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Each_form_has_a_tag_of_its_own()
    {
        var tags = new List<EntityTagHeaderValue?>();
        foreach (var coding in new[] { "br", "gzip", "identity" })
        {
            using var answer = await GetAsync("/", coding);
            tags.Add(answer.Headers.ETag);
            using var known = await GetAsync("/", coding, answer.Headers.ETag);
            Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
            Assert.Equal(["Accept-Encoding"], known.Headers.Vary);
        }
        Assert.DoesNotContain(null, tags);
        Assert.Equal(3, tags.Distinct().Count());
    }

    [Fact]
    public async Task What_is_compressed_by_itself_has_one_form()
    {
        using var answer = await GetAsync("/assets/font-1.woff2", "br, gzip");
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.Empty(answer.Headers.Vary);
        Assert.Equal("font", await answer.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string accepted, EntityTagHeaderValue? known = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        if (known is not null)
            request.Headers.IfNoneMatch.Add(known);
        return await http.SendAsync(request);
    }

    private static async Task<string> UnpackedAsync(HttpResponseMessage answer)
    {
        await using var content = await answer.Content.ReadAsStreamAsync();
        await using var unpacked = answer.Content.Headers.ContentEncoding.Contains("br")
            ? new BrotliStream(content, CompressionMode.Decompress)
            : content;
        using var reader = new StreamReader(unpacked);
        return await reader.ReadToEndAsync();
    }

    private void Write(string name, string content, bool packed)
    {
        var file = Path.Combine(folder.FullName, name);
        var bytes = Encoding.UTF8.GetBytes(content);
        File.WriteAllBytes(file, bytes);
        if (!packed)
            return;
        using (var brotli = new BrotliStream(File.Create($"{file}.br"), CompressionLevel.SmallestSize))
            brotli.Write(bytes);
        using var gzip = new GZipStream(File.Create($"{file}.gz"), CompressionLevel.SmallestSize);
        gzip.Write(bytes);
    }
}
