using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Streams;

namespace Academy.Api.Tests.Realtime;

/// <summary>What a stream is called, and who may watch what is called so.</summary>
public sealed class StreamNamesTests(HubOverFakes hub) : IClassFixture<HubOverFakes>
{
    [Theory]
    [InlineData("user", Role.Student, "academy", false)]
    [InlineData("user", Role.Admin, "academy", true)]
    [InlineData("course", Role.Student, "academy", false)]
    [InlineData("course", Role.Instructor, "academy", true)]
    [InlineData("leaderboard", Role.Student, "academy", true)]
    [InlineData("account", Role.Admin, "academy", false)]
    public async Task Who_may_watch_what(string kind, Role role, string organization, bool may)
    {
        var other = Visitor.New();
        await using var client = await hub.Connect(Visitor.New(role, organization));
        var answer = await client.Subscribe(kind == "leaderboard" ? "leaderboard:all" : $"{kind}:{other.Id}");
        Assert.Equal(may ? "snapshot" : "refused", answer.GetProperty("verdict").GetString());
        Assert.Equal(
            may ? null : StreamRefusals.NotAllowed,
            answer.TryGetProperty("reason", out var reason) ? reason.GetString() : null
        );
    }

    [Fact]
    public async Task The_same_name_in_another_organization_is_another_stream()
    {
        var admin = Visitor.New(Role.Admin);
        var stranger = Visitor.New(Role.Admin, organization: "elsewhere");
        await using var here = await hub.Connect(admin);
        await using var there = await hub.Connect(stranger);
        await here.Subscribe(admin.Stream);
        await there.Subscribe(admin.Stream);
        hub.OwnerOf(admin).Commit();
        await here.Expect(1);
        await there.Subscribe(stranger.Stream); // An answer that comes after it shows that nothing came.
        Assert.False(there.HasPush);
    }

    [Theory]
    [InlineData("", StreamRefusals.NameInvalid)]
    [InlineData("user", StreamRefusals.NameInvalid)]
    [InlineData("user:", StreamRefusals.NameInvalid)]
    [InlineData(":x", StreamRefusals.NameInvalid)]
    [InlineData("user:../../etc", StreamRefusals.NameInvalid)]
    [InlineData("leaderboard:\u0000", StreamRefusals.NameInvalid)]
    [InlineData("user:not-a-uuid", StreamRefusals.NotAllowed)]
    [InlineData("nobody:1", StreamRefusals.NotAllowed)]
    [InlineData("platform", StreamRefusals.NameInvalid)]
    public async Task A_name_that_is_none_is_refused(string stream, string reason)
    {
        await using var client = await hub.Connect(Visitor.New(Role.Admin));
        var answer = await client.Subscribe(stream);
        Assert.Equal("refused", answer.GetProperty("verdict").GetString());
        Assert.Equal(reason, answer.GetProperty("reason").GetString());
    }

    /// <summary>
    /// .NET reads most of these as the same id; under such a name nobody would ever publish anything.
    /// </summary>
    [Theory]
    [InlineData("{0}", null)]
    [InlineData("{1}", StreamRefusals.NameInvalid)] // In upper case.
    [InlineData("{2}", StreamRefusals.NameInvalid)] // Without dashes.
    [InlineData("{{{0}}}", StreamRefusals.NameInvalid)]
    [InlineData("({0})", StreamRefusals.NameInvalid)]
    [InlineData(" {0}", StreamRefusals.NameInvalid)]
    [InlineData("{0} ", StreamRefusals.NameInvalid)]
    [InlineData("\u00a0{0}", StreamRefusals.NameInvalid)] // A blank that is no space.
    [InlineData("{0}\u200b", StreamRefusals.NameInvalid)] // Nothing that has a width.
    [InlineData("{3}", StreamRefusals.NameInvalid)] // A Cyrillic а for an a.
    [InlineData("{4}", StreamRefusals.NameInvalid)] // Digits of full width.
    [InlineData("{5}", StreamRefusals.NameInvalid)] // 0x before a group.
    public async Task A_stream_has_one_name(string spelling, string? reason)
    {
        var ada = new Visitor(new Guid("0a0b0c0d-1a2b-7000-8abc-000000000000"), Role.Admin);
        await using var client = await hub.Connect(ada);
        var id = ada.Id.ToString();
        var spelled = string.Format(
            null,
            spelling,
            id,
            id.ToUpperInvariant(),
            ada.Id.ToString("N"),
            id.Replace('a', 'а'),
            id.Replace('0', '０'),
            "0x" + id[2..]
        );
        foreach (var kind in new[] { "user", "course", "leaderboard" })
        {
            var answer = await client.Subscribe($"{kind}:{spelled}");
            Assert.Equal(reason is null ? "snapshot" : "refused", answer.GetProperty("verdict").GetString());
            Assert.Equal($"{kind}:{spelled}", answer.GetProperty("stream").GetString());
            if (reason is not null)
                Assert.Equal(reason, answer.GetProperty("reason").GetString());
        }
        Assert.Equal(
            reason ?? StreamRefusals.NotAllowed,
            (await client.Subscribe($"revocations:{spelled}")).GetProperty("reason").GetString()
        );
        if (reason is null)
            return;
        Assert.Equal(reason, (await client.Subscribe($"room:{spelled}")).GetProperty("reason").GetString());
        var head = (await client.Subscribe(ada.Stream)).GetProperty("seq").GetInt64();
        await client.Invoke("Unsubscribe", $"user:{spelled}");
        hub.OwnerOf(ada).Commit();
        await client.Expect(head + 1);
    }

    [Theory]
    [InlineData("User:{0}")]
    [InlineData("USER:{0}")]
    [InlineData(" user:{0}")]
    [InlineData("user :{0}")]
    [InlineData("uѕer:{0}")] // A Cyrillic ѕ for an s.
    [InlineData("user：{0}")] // A colon of full width.
    public async Task A_kind_has_one_name(string spelling)
    {
        var ada = Visitor.New();
        await using var client = await hub.Connect(ada);
        var answer = await client.Subscribe(string.Format(null, spelling, ada.Id));
        Assert.Equal(StreamRefusals.NameInvalid, answer.GetProperty("reason").GetString());
    }
}
