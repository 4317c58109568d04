using Academy.Accounts;
using Academy.Unicode;

namespace Academy.Grains.Tests.Unicode;

/// <summary>Which texts are the same to somebody who searches.</summary>
public sealed class TextFoldingTests
{
    [Theory]
    [InlineData("Математика", "МАТЕМАТИКА")]
    [InlineData("Créativité", "creativite")]
    [InlineData("Łódź", "lodz")]
    [InlineData("Straße", "STRASSE")]
    [InlineData("ΣΊΣΥΦΟΣ", "σίσυφος")]
    [InlineData("Ωμέγα", "ωμεγα")]
    [InlineData("ёлка", "Елка")]
    [InlineData("ısı", "ISI")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("ﬁn", "FIN")]
    [InlineData("ＡＢＣ１", "abc1")]
    [InlineData("ｶﾞ", "ガ")]
    [InlineData("كِتَاب", "كتاب")]
    [InlineData("كـــتاب", "كتاب")]
    [InlineData("שָׁלוֹם", "שלום")]
    [InlineData("می\u200cخواهم", "میخواهم")]
    [InlineData("e\u0301te\u0301", "été")]
    [InlineData("co\u00adoperate", "cooperate")]
    [InlineData("Việt Nam", "viet nam")]
    [InlineData("ẞ", "ss")]
    public void These_are_the_same(string one, string other) =>
        Assert.Equal(TextFolding.Fold(one), TextFolding.Fold(other));

    [Theory]
    [InlineData("мой", "мои")]
    [InlineData("か", "が")]
    [InlineData("हिंदी", "हदी")]
    [InlineData("ไทย", "ทย")]
    [InlineData("أب", "اب")]
    [InlineData("c", "c++")]
    public void These_are_not(string one, string other) =>
        Assert.NotEqual(TextFolding.Fold(one), TextFolding.Fold(other));

    [Fact] // An attribute's text cannot have one.
    public void Half_of_a_pair_is_no_fault()
    {
        foreach (var text in new[] { "\ud800", "a\udc00b", "é\ud83d", "\ufffe", "é\ufffe\uffff" })
        {
            Assert.NotNull(TextFolding.Fold(text));
            Assert.False(EmailAddress.IsWellFormed($"{text}@example.org"));
            Assert.NotNull(EmailAddress.Normalize($"{text}@{text}.org"));
            Assert.NotNull(EmailAddress.FormerForms($"{text}@{text}.org"));
            Assert.False(VisibleName.TryRead(text, out _));
            Assert.Null(Emoji.Canonical(text));
        }
    }

    [Fact]
    public void What_is_folded_stays_as_it_is()
    {
        foreach (var text in new[] { "Straße İstanbul ﬁn Ωμέγα", "ｶﾞ がっこう", "हिन्दी", "Ǆ ǅ ŉ ǰ ΐ և", "ﷺ ½ ™ ①" })
        {
            var folded = TextFolding.Fold(text);
            Assert.Equal(folded, TextFolding.Fold(folded));
        }
    }
}
