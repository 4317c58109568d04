using System.Net.Http.Headers;
using System.Text.Json;

namespace Academy.Api.Tests.Surroundings;

/// <summary>Somebody who is signed in, with a client that shows their token.</summary>
public sealed class Person
{
    public Person(AcademyServer server, JsonElement signedIn, string email, string password)
    {
        (Email, Password, Database) = (email, password, server.Database);
        AccessToken = signedIn.GetProperty("accessToken").GetString()!;
        RefreshToken = signedIn.GetProperty("refreshToken").GetString()!;
        Id = signedIn.GetProperty("user").GetProperty("id").GetGuid();
        Http = new HttpClient { BaseAddress = server.Address };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AccessToken);
    }

    public string Email { get; }

    public string Password { get; }

    public Guid Id { get; }

    /// <summary>Where the server keeps what they do.</summary>
    public string Database { get; }

    public string AccessToken { get; }

    public string RefreshToken { get; }

    public HttpClient Http { get; }

    public Task<JsonElement> GetAsync(string path, int status = 200) => SendAsync(HttpMethod.Get, path, null, status);

    public Task<JsonElement> PostAsync(string path, object? body, int status, string? key = null) =>
        SendAsync(HttpMethod.Post, path, body, status, key);

    public Task<JsonElement> PatchAsync(string path, object? body, int status = 200, string? key = null) =>
        SendAsync(HttpMethod.Patch, path, body, status, key);

    public async Task<JsonElement> SendAsync(
        HttpMethod method,
        string path,
        object? body,
        int status,
        string? key = null
    )
    {
        using var answer = await Http.SendJsonAsync(method, $"/api/v1{path}", body, key);
        return await answer.ShouldBeAsync(status);
    }
}
