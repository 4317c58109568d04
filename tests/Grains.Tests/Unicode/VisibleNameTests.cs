using Academy.Unicode;

namespace Academy.Grains.Tests.Unicode;

/// <summary>What people, courses and groups may be called.</summary>
public sealed class VisibleNameTests
{
    [Theory]
    [InlineData("Ada", "Ada")]
    [InlineData("  Ada \u00a0 Lovelace\u3000", "Ada Lovelace")]
    [InlineData("é", "é")]
    [InlineData("e\u0301", "é")]
    [InlineData("X", "X")]
    [InlineData("O’Brien-Ō'Neill Jr. 3", "O’Brien-Ō'Neill Jr. 3")]
    [InlineData("Oʻzbekiston", "Oʻzbekiston")]
    [InlineData("\u200eAda\u200f", "Ada")]
    [InlineData("علی\u200cرضا", "علی\u200cرضا")]
    [InlineData("क्\u200dष", "क्\u200dष")]
    [InlineData("क्\u200cष", "क्\u200cष")]
    [InlineData("👨‍👩‍👧", "👨‍👩‍👧")]
    [InlineData("❤️ Club", "❤️ Club")]
    [InlineData("葛\U000E0100城", "葛\U000E0100城")]
    [InlineData("ที่รัก", "ที่รัก")]
    [InlineData("הֲדַסָּה", null)]
    public void It_is_a_name(string given, string? kept)
    {
        Assert.True(VisibleName.TryRead(given, out var name), given);
        if (kept is not null)
            Assert.Equal(kept, name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\u200b")]
    [InlineData("Ada\u200b")]
    [InlineData("\u202eadmin")]
    [InlineData("Ad\u2066min\u2069")]
    [InlineData("\u115f")]
    [InlineData("a\u1160")]
    [InlineData("\u3164\u3164")]
    [InlineData("\uffa0")]
    [InlineData("a\u2800")]
    [InlineData("a\u034fb")]
    [InlineData("Ad\u200dmin")]
    [InlineData("Ad\u200cmin")]
    [InlineData("\u0301")]
    [InlineData("Z\u0301\u0301\u0301\u0301\u0301")]
    [InlineData("a\u0000b")]
    [InlineData("a\nb\u0007")]
    [InlineData("a\ufe0f")]
    [InlineData("\ufeffAda")]
    [InlineData("Ada\u00ad")]
    [InlineData("a\U000E0041")]
    public void It_is_none(string given) => Assert.False(VisibleName.TryRead(given, out _), given);

    [Fact] // An attribute's text cannot have one.
    public void Half_of_a_pair_is_none() => Assert.False(VisibleName.TryRead("a\ud800", out _));

    [Fact]
    public void A_file_keeps_its_joiners() =>
        Assert.True(VisibleName.TryRead("Ad\u200cmin.txt", mayJoinAnywhere: true, out _));
}
