using Academy.Api.Tests.Surroundings;
using Microsoft.Extensions.Options;

namespace Academy.Api.Tests.Composition;

/// <summary>A setting with a wrong value is named before anything is served.</summary>
public sealed class WrongSettingTests
{
    [Theory]
    [InlineData("Runtime:MailboxLimit", "0")]
    [InlineData("Runtime:IdleTime", "-00:01")]
    [InlineData("Journal:Writers", "65")]
    [InlineData("Journal:Heartbeat", "00:00:08")]
    [InlineData("Journal:QueueMax", "0")]
    [InlineData("Journal:CommandsKept", "1")]
    [InlineData("Outbox:AttemptsMax", "0")]
    [InlineData("Outbox:LastRetry", "00:00:01")]
    [InlineData("Outbox:ClaimFor", "00:00:01")]
    [InlineData("Calls:Share", "2")]
    [InlineData("Drain:MigrationTime", "1.00:00:00")]
    public async Task A_value_that_cannot_be_is_refused_with_its_name(string setting, string value)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(setting, value));
        Assert.Contains(
            setting.Replace(":", "__", StringComparison.Ordinal),
            refused.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("Runtime:MailboxLimit", "many")]
    [InlineData("Housekeeping:Enabled", "yes")]
    [InlineData("Dashboard:Enabled", "1")]
    [InlineData("Journal:Lease", "soon")]
    [InlineData("Outbox:Enabled", "on")]
    [InlineData("Drain:MigrationTime", "short")]
    public async Task A_value_of_another_kind_is_refused_with_its_name(string setting, string value)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(setting, value));
        Assert.Contains($"'{setting}'", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Nothing of it gets as far as the database.</summary>
    private static async Task StartAsync(string setting, string value)
    {
        await using var server = await AcademyServer.StartAsync(
            "--ConnectionStrings:Academy=Host=127.0.0.1;Port=1;Database=none;Timeout=1",
            "--Journal:StartTimeout=00:00:01",
            $"--{setting}={value}"
        );
    }
}
