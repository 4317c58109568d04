using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Academy.Testing;

namespace Academy.Web.Tests;

/// <summary>An empty server in Production becomes an academy that somebody can administer and teach in.</summary>
[Collection(nameof(Browsers))]
public sealed partial class OpeningTests
{
    [Fact]
    public async Task The_first_administrator_invites_who_teaches()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var academy = new AcademyProcess(
            await TestPostgres.NewDatabaseAsync(),
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("Secrets__MasterKey", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))),
            ("Tokens__SigningKey", key.ExportPkcs8PrivateKeyPem())
        );
        await academy.StartAsync();
        var said = await academy.RunAsync("create-admin", "first@academy.test");
        var link = Link().Match(said).Value;
        Assert.NotEqual("", link);
        Assert.Contains(
            "Nothing was changed",
            await academy.RunAsync("create-admin", "second@academy.test"),
            StringComparison.Ordinal
        );
        await using var browsers = Browsers.Open("opening.mjs", academy, link);

        await browsers.SeeThatAsync("a stranger finds a calm page without anything of the demo");
        await browsers.SeeThatAsync("the link asks for a password, and refuses a short one at its field");
        await browsers.SeeThatAsync("the first administrator is in, among the people");
        await browsers.SeeThatAsync("the link opened again says that it is of no use");
        await browsers.SeeThatAsync("an instructor is invited, and the invitation is on the list");
        await browsers.SeeThatAsync("the instructor accepts on a phone, and is at home where they teach");
        await browsers.SeeThatAsync(
            "the administrator finds them by name, and makes them a learner and an instructor again"
        );
        await browsers.SeeThatAsync("the last administrator stays one, and is told why");
        await browsers.SeeThatAsync("an invitation is withdrawn, and its link is of no use");
        await browsers.SeeThatAsync("these pages are sound, in the dark and from right to left, too");
        await browsers.SeeThatAsync("no page has complained in the console");
    }

    [GeneratedRegex(@"/invitation#\S+")]
    private static partial Regex Link();
}
