using System.Text.Json;
using Academy.Api.Realtime;
using Academy.Api.Tests.Surroundings;
using Xunit.Abstractions;

namespace Academy.Api.Tests.Streams;

/// <summary>
/// What <c>@durable-streams/server-conformance-tests</c> says of the second door. The scripts are in
/// tests/Api.Tests/node/door: a bridge turns what the suite writes into commands, and a list says which cases do not
/// apply and why.
/// </summary>
[Trait(Tier.Name, Tier.Slow)]
public sealed class ConformanceTests(ITestOutputHelper output)
{
    private const int AppliesAtLeast = 100;

    private static readonly TimeSpan SuiteMax = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Every_case_of_the_suite_passes_or_does_not_apply_for_a_reason()
    {
        // The suite writes faster than a person may, and lets several reads wait in vain, one after the other.
        await using var server = await AcademyServer.StartAsync(
            new QuickWaits(RealtimeLimits.LongPollFor, TimeSpan.FromSeconds(4)),
            "--Chat:RateBurst=0"
        );
        var writer = await server.SignInAsync();
        var verdict = await Oracle.AskAsync(
            "door/conformance.mjs",
            new { server = server.Address, token = writer.AccessToken },
            SuiteMax
        );

        var (passed, failed, leftOut) = (Names(verdict, "passed"), Names(verdict, "failed"), Names(verdict, "leftOut"));
        output.WriteLine($"{passed.Length} passed, {failed.Length} failed, {leftOut.Length} do not apply");
        Assert.True(failed.Length == 0, string.Join('\n', failed));
        Assert.True(passed.Length >= AppliesAtLeast, $"Only {passed.Length} cases were tried.");
        Assert.Empty(Names(verdict, "unknown")); // What is left out must be a case of the suite.
    }

    private static string[] Names(JsonElement verdict, string which) =>
        [.. verdict.GetProperty(which).EnumerateArray().Select(name => name.GetString()!)];
}
