using Academy.Grains.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Academy.Grains.Tests.Accounts;

/// <summary>The same password, however a keyboard writes it.</summary>
public sealed class PasswordsTests : IDisposable
{
    private readonly Passwords passwords = new(Options.Create(new AccountOptions { PasswordIterations = 1 }));

    [Theory]
    [InlineData("contrase\u00f1a larga", "contrasen\u0303a larga")]
    [InlineData("contrasen\u0303a larga", "contrase\u00f1a larga")]
    [InlineData("mot\u00a0de passe é", "mot de passe é")]
    [InlineData("パスワード\u3000長い", "パスワード 長い")]
    public async Task It_is_the_same(string registered, string typed)
    {
        var hash = await passwords.HashAsync(registered);
        Assert.Equal(PasswordVerificationResult.Success, await passwords.VerifyAsync(hash, typed));
    }

    [Theory]
    [InlineData("contraseña", "contrasena")]
    [InlineData("ﬁnal pass", "final pass")]
    [InlineData("Password", "password")]
    [InlineData("a  b longer", "a b longer")]
    public async Task It_is_another(string registered, string typed)
    {
        var hash = await passwords.HashAsync(registered);
        Assert.Equal(PasswordVerificationResult.Failed, await passwords.VerifyAsync(hash, typed));
    }

    [Fact]
    public async Task A_hash_of_what_was_typed_once_still_counts_and_is_made_anew()
    {
        var old = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = 1 }));
        var hash = old.HashPassword(new object(), "contrasen\u0303a");
        Assert.Equal(
            PasswordVerificationResult.SuccessRehashNeeded,
            await passwords.VerifyAsync(hash, "contrasen\u0303a")
        );
        Assert.Equal(PasswordVerificationResult.Failed, await passwords.VerifyAsync(hash, "contrasena"));
    }

    public void Dispose() => passwords.Dispose();
}
