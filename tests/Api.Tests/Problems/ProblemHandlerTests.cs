using System.Text.Json;
using Academy.Api.Composition;
using Academy.Api.Problems;
using Academy.Api.Tests.Surroundings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Academy.Api.Tests.Problems;

public sealed class ProblemHandlerTests
{
    private const string Secret = "select password_hash from accounts; /home/somebody/Secret.cs";

    [Fact]
    public async Task An_unexpected_fault_is_a_500_that_says_nothing_of_itself()
    {
        var (status, body) = await AnswerToAsync(new InvalidOperationException(Secret, new IOException(Secret)));
        Assert.Equal(500, status);
        Assert.Equal("service.error", JsonSerializer.Deserialize<JsonElement>(body).Text("code"));
        Assert.DoesNotContain("password_hash", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_of_the_machinery_is_what_the_map_says()
    {
        var (status, body) = await AnswerToAsync(new TimeoutException(Secret));
        Assert.Equal(503, status);
        Assert.Equal("service.timeout", JsonSerializer.Deserialize<JsonElement>(body).Text("code"));
        Assert.DoesNotContain("Secret", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", null, 503, "service.timeout")]
    [InlineData("POST", "key", 503, "service.timeout")]
    [InlineData("POST", null, 504, "request.outcome-unknown")]
    public async Task Only_what_does_no_harm_is_asked_to_be_sent_again_when_its_outcome_is_unknown(
        string method,
        string? key,
        int status,
        string code
    )
    {
        var (answered, body) = await AnswerToAsync(new TimeoutException(), method, key);
        Assert.Equal((status, code), (answered, JsonSerializer.Deserialize<JsonElement>(body).Text("code")));
    }

    [Theory]
    [InlineData(400, "request.malformed")]
    [InlineData(408, "request.timeout")]
    [InlineData(413, "request.too-large")]
    public async Task What_the_server_refuses_while_it_reads_has_a_code(int status, string code)
    {
        var (answered, body) = await AnswerToAsync(new BadHttpRequestException(Secret, status));
        Assert.Equal((status, code), (answered, JsonSerializer.Deserialize<JsonElement>(body).Text("code")));
    }

    [Fact]
    public async Task A_client_that_is_gone_while_its_body_is_read_is_told_nothing()
    {
        var (status, body) = await AnswerToAsync(
            new ConnectionResetException("Connection reset by peer"),
            "PATCH",
            "key"
        );
        Assert.Equal((499, ""), (status, body));
    }

    [Theory]
    [InlineData("57P01", 503)]
    [InlineData("42P01", 500)]
    public void A_database_that_is_away_is_unavailable_also_to_grain_storage(string state, int status)
    {
        var said = new Npgsql.PostgresException("message", "FATAL", "FATAL", state);
        foreach (var fault in new Exception[] { said, new Orleans.Runtime.OrleansException("storage", said) })
            Assert.Equal(status, Hosting.Faults().KindOf(fault).Status);
    }

    private static async Task<(int Status, string Body)> AnswerToAsync(
        Exception fault,
        string method = "GET",
        string? key = null
    )
    {
        var http = new DefaultHttpContext();
        http.Request.Method = method;
        if (key is not null)
            http.Request.Headers["Idempotency-Key"] = key;
        using var body = new MemoryStream();
        http.Response.Body = body;
        var faults = new FaultMap().Add<TimeoutException>(ApiProblems.UnknownOutcome);
        var handler = new ProblemHandler(faults, NullLogger<ProblemHandler>.Instance);
        Assert.True(await handler.TryHandleAsync(http, fault, default));
        return (http.Response.StatusCode, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }
}
