using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Accounts;

[Trait(Tier.Name, Tier.Slow)]
public sealed class LogInFloodTests
{
    /// <summary>Each takes a core for some 50 ms: one after the other, whoever comes last would wait for all.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Whoever_comes_from_another_network_than_seven_hundred_bad_log_ins_does_not_wait_for_them(
        int addresses
    )
    {
        await using var server = await AcademyServer.StartAsync("--Accounts:PasswordIterations=100000");
        var person = await server.SignInAsync();
        HttpClient[] clients = [.. Enumerable.Range(0, addresses).Select(i => server.ClientAt($"127.70.0.{i + 1}"))];
        using var over = new CancellationTokenSource();
        var flood = Enumerable.Range(0, 700).Select(i => GuessAsync(clients[i % addresses], i, over.Token)).ToArray();
        // It is under way when the first of it are answered.
        await Task.WhenAny(flood);

        using var honest = server.ClientAt("127.80.0.1");
        for (var i = 0; i < 3; i++)
        {
            using var answer = await honest.SendJsonAsync(
                HttpMethod.Post,
                "/api/v1/auth/login",
                new { email = person.Email, password = person.Password }
            );
            await answer.ShouldBeAsync(200);
        }
        // At least two hundred were waiting.
        var served = flood.Count(guess => guess is { IsCompletedSuccessfully: true, Result: 401 });
        Assert.True(served < 100, $"{served} of the flood were served first.");
        await over.CancelAsync();
        var statuses = await Task.WhenAll(flood);
        Assert.Contains(401, statuses);
        Assert.All(statuses, status => Assert.Contains(status, new[] { 0, 401, 503 }));
        foreach (var client in clients)
            client.Dispose();
    }

    private static async Task<int> GuessAsync(HttpClient client, int number, CancellationToken cancellationToken)
    {
        try
        {
            using var body = new StringContent(
                $$"""{"email":"somebody-{{number}}@academy.test","password":"a wrong one"}""",
                System.Text.Encoding.UTF8,
                "application/json"
            );
            using var answer = await client.PostAsync("/api/v1/auth/login", body, cancellationToken);
            if ((int)answer.StatusCode == 503)
                Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero, "A refusal says when to come again.");
            return (int)answer.StatusCode;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }
}
