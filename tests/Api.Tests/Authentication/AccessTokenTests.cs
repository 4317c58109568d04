using Academy.Accounts;
using Academy.Api.Authentication;
using Academy.Api.Tests.Surroundings;
using Academy.Commands;
using Academy.Identifiers;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Academy.Api.Tests.Authentication;

public sealed class AccessTokenTests
{
    private static readonly Caller Somebody = new(OrganizationId.Default, new UserId(Guid.NewGuid()), Role.Instructor);
    private static readonly SessionId Session = new(Guid.NewGuid());

    private readonly FakeTimeProvider clock = new();
    private readonly AccessTokenOptions options = new();

    [Fact]
    public void A_token_says_who_the_caller_is()
    {
        var tokens = Tokens(Keys.Pem);
        Assert.True(tokens.TryVerify(tokens.Issue(Somebody, Session), out var ticket));
        Assert.Equal((Somebody, Session), (ticket.Caller, ticket.Session));
        Assert.Equal(clock.GetUtcNow() + options.Lifetime, ticket.Expires);
    }

    [Fact]
    public void A_token_is_good_until_the_second_in_which_it_expires()
    {
        var tokens = Tokens(Keys.Pem);
        var cache = new AccessTicketCache(tokens, clock);
        var token = tokens.Issue(Somebody, Session);
        clock.Advance(options.Lifetime - TimeSpan.FromSeconds(1));
        Assert.True(tokens.TryVerify(token, out _));
        Assert.True(cache.TryGet(token, out _));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(tokens.TryVerify(token, out _));
        Assert.False(cache.TryGet(token, out _));
    }

    [Fact]
    public void The_cache_answers_one_ticket_per_token_and_none_for_what_is_not_quite_it()
    {
        var tokens = Tokens(Keys.Pem);
        var cache = new AccessTicketCache(tokens, clock);
        var token = tokens.Issue(Somebody, Session);
        Assert.True(cache.TryGet(token, out var first));
        Assert.True(cache.TryGet(new string(token), out var second));
        Assert.Same(first, second);
        // The same end, which is what the cache hashes by, behind another beginning.
        var swapped = token.StartsWith('e') ? "f" + token[1..] : "e" + token[1..];
        Assert.False(cache.TryGet(swapped, out _));
        Assert.False(cache.TryGet("", out _));
    }

    [Fact]
    public void A_key_that_was_replaced_still_verifies_and_one_that_was_removed_does_not()
    {
        var old = Tokens(Keys.Pem).Issue(Somebody, Session);
        var next = SigningKeys.NewPem();
        Assert.True(Tokens(next + "\n" + Keys.Pem).TryVerify(old, out _));
        Assert.False(Tokens(next).TryVerify(old, out _));
    }

    [Fact]
    public void Many_threads_verify_at_once()
    {
        var tokens = Tokens(Keys.Pem);
        var mine = Enumerable.Range(0, 50).Select(_ => tokens.Issue(Somebody, Session)).ToArray();
        Parallel.ForEach(mine, token => Assert.True(tokens.TryVerify(token, out _)));
    }

    [Fact]
    public async Task Jose_reads_our_tokens()
    {
        var (keys, tokens) = (
            new SigningKeys(Keys.Pem),
            new AccessTokens(new(Keys.Pem), Options.Create(options), new(TimeProvider.System), TimeProvider.System)
        );
        var answer = await Oracle.AskAsync(
            "jose.mjs",
            new
            {
                @do = "verify",
                jwks = new
                {
                    keys = keys.All.Select(k => new
                    {
                        kty = "EC",
                        crv = "P-256",
                        x = k.X,
                        y = k.Y,
                        kid = k.Id,
                        use = "sig",
                        alg = "ES256",
                    }),
                },
                issuer = options.Issuer,
                audience = options.Audience,
                token = tokens.Issue(Somebody, Session),
            }
        );
        var claims = answer.GetProperty("claims");
        Assert.Equal(Somebody.Actor, claims.Text("sub"));
        Assert.Equal("instructor", claims.Text("role"));
        Assert.Equal(900, claims.Number("exp") - claims.Number("iat"));
    }

    [Fact]
    public async Task We_read_what_jose_signs_and_refuse_what_it_forges()
    {
        var keys = new SigningKeys(Keys.Pem);
        var tokens = new AccessTokens(keys, Options.Create(options), new(TimeProvider.System), TimeProvider.System);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var answer = await Oracle.AskAsync(
            "jose.mjs",
            new
            {
                @do = "forge",
                pem = Keys.Pem,
                kid = keys.Current.Id,
                genuine = tokens.Issue(Somebody, Session),
                refreshToken = "YWNhZGVteQ.01a1f8a8e1be7deaa2481f347bf7d941.01a1f8a8e4c179c590565433c2bd4626.1."
                    + "jr3UyQ9Nlea4G022XZ5jtucOBxhsat_8Wqk2P2QxEoY",
                claims = new
                {
                    iss = options.Issuer,
                    aud = options.Audience,
                    sub = Somebody.Actor,
                    org = "academy",
                    role = "student",
                    sid = Session.ToString(),
                    iat = now,
                    nbf = now,
                    exp = now + 600,
                },
            }
        );
        foreach (var good in answer.GetProperty("good").EnumerateArray())
            Assert.True(tokens.TryVerify(good.GetString(), out _), good.GetString());
        var accepted = answer
            .GetProperty("forged")
            .EnumerateArray()
            .Where(f => tokens.TryVerify(f.Text("token"), out _))
            .Select(f => f.Text("name"))
            .ToList();
        Assert.Empty(accepted);
        Assert.True(answer.GetProperty("forged").GetArrayLength() >= 60);
    }

    private AccessTokens Tokens(string pem) =>
        new(new SigningKeys(pem), Options.Create(options), new IdSource(clock), clock);
}
