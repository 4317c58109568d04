using System.Diagnostics;
using Academy.Silo;

namespace Academy.Grains.Tests.Clustering;

/// <summary>What a process must be told before it speaks to others, and what it says when it is not.</summary>
public sealed class TlsSettingsTests : IDisposable
{
    private readonly TestAuthority authority = new();

    public void Dispose() => authority.Dispose();

    [Fact]
    public void Outside_Development_nothing_stated_is_refused_in_one_line_that_names_what_is_missing()
    {
        var message = Refusal("Production", []);
        foreach (
            var name in new[]
            {
                "Cluster__Tls__Certificate",
                "Cluster__Tls__Key",
                "Cluster__Tls__Authority",
                "Cluster__Tls__Off=true",
                "deploy/make-secrets.sh",
            }
        )
            Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.Contains(
            "Cluster__Tls__Authority is missing",
            Refusal("Production", Without("Cluster:Tls:Authority")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Cluster__Tls__Key is missing",
            Refusal("Development", Without("Cluster:Tls:Key")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Going_without_is_stated_or_Development()
    {
        Assert.Null(TestAuthority.Read("Production", new() { ["Cluster:Tls:Off"] = "true" }));
        Assert.Null(TestAuthority.Read("Development", []));
        Assert.NotNull(TestAuthority.Read("Production", authority.Settings()));
        Assert.NotNull(TestAuthority.Read("Development", authority.Settings()));
    }

    [Fact]
    public void What_contradicts_itself_or_cannot_be_used_is_refused()
    {
        Assert.Contains(
            "contradicts",
            Refusal("Production", With("Cluster:Tls:Off", "true")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "must be true or false",
            Refusal("Production", With("Cluster:Tls:Off", "yes")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Cluster__Tls__Certificate",
            Refusal("Production", With("Cluster:Tls:Certificate", "/nowhere/to/be/found.pem")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Cluster__Tls__Authority",
            Refusal("Production", With("Cluster:Tls:Authority", "/nowhere/to/be/found.pem")),
            StringComparison.Ordinal
        );
        using var foreign = new TestAuthority();
        Assert.Contains(
            "not of the authority",
            Refusal("Production", With("Cluster:Tls:Authority", foreign.Pem)),
            StringComparison.Ordinal
        );
        var (expired, key) = authority.Member(DateTimeOffset.UtcNow.AddHours(-1));
        Assert.Contains(
            "not valid now",
            Refusal(
                "Production",
                new()
                {
                    ["Cluster:Tls:Certificate"] = expired,
                    ["Cluster:Tls:Key"] = key,
                    ["Cluster:Tls:Authority"] = authority.Pem,
                }
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Files_are_as_good_as_text_and_an_authority_that_goes_may_stand_beside_the_new_one()
    {
        using var next = new TestAuthority();
        var settings = authority.Settings();
        settings["Cluster:Tls:Authority"] = $"{next.Pem}\n{authority.Pem}";
        var directory = Directory.CreateTempSubdirectory();
        foreach (var (name, text) in settings.ToArray())
        {
            settings[name] = Path.Combine(directory.FullName, name.Replace(':', '-'));
            File.WriteAllText(settings[name]!, text);
        }
        Assert.NotNull(TestAuthority.Read("Production", settings));
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task The_certificates_of_make_secrets_are_what_is_asked_for()
    {
        if (OperatingSystem.IsWindows())
            return; // A shell script.
        using var script = Process.Start(
            new ProcessStartInfo("sh", [Path.Combine(Root(), "deploy", "make-secrets.sh")])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        var text = await script.StandardOutput.ReadToEndAsync();
        await script.WaitForExitAsync();
        Assert.Equal(0, script.ExitCode);
        Assert.NotNull(
            TestAuthority.Read(
                "Production",
                new()
                {
                    ["Cluster:Tls:Certificate"] = Value("ACADEMY_TLS_CERTIFICATE"),
                    ["Cluster:Tls:Key"] = Value("ACADEMY_TLS_KEY"),
                    ["Cluster:Tls:Authority"] = Value("ACADEMY_TLS_AUTHORITY"),
                }
            )
        );

        string Value(string name) => text.Split($"{name}=\"", 2)[1].Split('"', 2)[0];
    }

    private Dictionary<string, string?> With(string name, string value) => new(authority.Settings()) { [name] = value };

    private Dictionary<string, string?> Without(string name) => With(name, "");

    private static string Refusal(string environment, Dictionary<string, string?> settings) =>
        Assert.Throws<SettingException>(() => TestAuthority.Read(environment, settings)).Message;

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Academy.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
