using Academy.Unicode;

namespace Academy.Grains.Tests.Unicode;

/// <summary>What is one emoji, and which two are the same.</summary>
public sealed class EmojiTests
{
    [Theory]
    [InlineData("ℹ️", "ℹ️")]
    [InlineData("ℹ", "ℹ️")]
    [InlineData("〰️", "〰️")]
    [InlineData("❤", "❤️")]
    [InlineData("❤︎", "❤️")]
    [InlineData("👍", "👍")]
    [InlineData("👍️", "👍")]
    [InlineData("👍🏽", "👍🏽")]
    [InlineData("1️⃣", "1️⃣")]
    [InlineData("#⃣", "#️⃣")]
    [InlineData("🇩🇪", "🇩🇪")]
    [InlineData("🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿")]
    [InlineData("🏴", "🏴")]
    [InlineData("👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦")]
    [InlineData("❤‍🔥", "❤️‍🔥")]
    [InlineData("🕵🏽‍♂", "🕵🏽‍♂️")]
    [InlineData("🏳‍🌈", "🏳️‍🌈")]
    [InlineData("™", "™️")]
    [InlineData("\U0001FAFF", "\U0001FAFF")]
    public void It_is_one(string text, string canonical) => Assert.Equal(canonical, Emoji.Canonical(text));

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("%")]
    [InlineData("+")]
    [InlineData("a")]
    [InlineData("1")]
    [InlineData("#")]
    [InlineData("*")]
    [InlineData("🏽")]
    [InlineData("🇩")]
    [InlineData("🇩🇪🇫")]
    [InlineData("🇽🇽")]
    [InlineData("👍👍")]
    [InlineData("🍕🏽")]
    [InlineData("👍\u200d")]
    [InlineData("\u200d👍")]
    [InlineData("❤️❤️")]
    [InlineData("→")]
    [InlineData("\ufe0f")]
    [InlineData("☃x")]
    public void It_is_none(string text) => Assert.Null(Emoji.Canonical(text));

    [Fact] // An attribute's text cannot have one.
    public void Half_of_a_pair_is_none() => Assert.Null(Emoji.Canonical("\ud83d"));

    [Fact]
    public void The_canonical_form_is_its_own()
    {
        foreach (var text in new[] { "❤", "👍️", "#⃣", "🕵‍♂", "👁‍🗨" })
        {
            var canonical = Emoji.Canonical(text)!;
            Assert.Equal(canonical, Emoji.Canonical(canonical));
        }
    }
}
