using Academy.Accounts;
using Academy.Grains.Accounts;

namespace Academy.Grains.Tests.Accounts;

public sealed class RefreshTokensTests
{
    private static readonly RefreshClaim Claim = new(
        new OrganizationId("academy"),
        new UserId(Guid.NewGuid()),
        new SessionId(Guid.NewGuid()),
        7
    );

    private readonly RefreshTokens tokens = new(new AccountKeys(new byte[32]));

    [Fact]
    public void A_token_says_what_it_was_made_of_and_is_always_the_same()
    {
        Assert.True(tokens.TryRead(tokens.Of(Claim), out var claim));
        Assert.Equal(Claim, claim);
        Assert.Equal(tokens.Of(Claim), tokens.Of(Claim));
    }

    [Fact]
    public void A_token_of_another_key_is_none() =>
        Assert.False(
            new RefreshTokens(new AccountKeys([.. Enumerable.Repeat((byte)1, 32)])).TryRead(tokens.Of(Claim), out _)
        );

    [Fact]
    public void No_character_of_a_token_can_be_changed()
    {
        var token = tokens.Of(Claim);
        for (var i = 0; i < token.Length; i++)
        {
            foreach (var other in "aB0.-_=+ \u00e9")
            {
                if (token[i] != other)
                    Assert.False(tokens.TryRead(token[..i] + other + token[(i + 1)..], out _), $"'{other}' at {i}");
            }
            Assert.False(tokens.TryRead(token[..i], out _), $"cut off at {i}");
        }
    }
}
