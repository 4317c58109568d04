using Academy.Unicode;

namespace Academy.Grains.Tests.Unicode;

/// <summary>Which names look like which.</summary>
public sealed class SkeletonsTests
{
    [Theory]
    [InlineData("Admin", "ADMIN")]
    [InlineData("Admin", "Аdmin")] // Cyrillic А
    [InlineData("Admin", "ΑDMΙΝ")] // Greek capitals
    [InlineData("Admin", "ADMlN")]
    [InlineData("Admin", "Adm1n")]
    [InlineData("Admin", "Adm|n")]
    [InlineData("Admin", "Ａｄｍｉｎ")]
    [InlineData("Admin", "𝐀𝐝𝐦𝐢𝐧")]
    [InlineData("Admin", "ⓐⓓⓜⓘⓝ")]
    [InlineData("Admin", "Ádmín")]
    [InlineData("Admin", "Admın")]
    [InlineData("Admin", "Adrnin")]
    [InlineData("Admin", "A d m i n")]
    [InlineData("Admin", "★ Admin ✓")]
    [InlineData("Admin", "Ad\u200bmin")]
    [InlineData("Админ", "АДМИН")]
    [InlineData("Нelp", "Help")] // Cyrillic Н, alike as a capital only
    [InlineData("Rolf", "R0lf")]
    [InlineData("Şule Öz", "Sule Oz")]
    [InlineData("王小明", "王小明 ")]
    [InlineData("ﷺ", "صلى الله عليه وسلم")]
    public void These_look_alike(string one, string other) =>
        Assert.NotEmpty(Skeletons.Of(one).Intersect(Skeletons.Of(other)));

    [Theory]
    [InlineData("Admin", "Adnan")]
    [InlineData("Ada", "Ade")]
    [InlineData("Мария", "Марин")]
    [InlineData("王小明", "王小红")]
    [InlineData("हिंदी", "हदी")]
    [InlineData("Anna", "Hannah")]
    public void These_do_not(string one, string other) =>
        Assert.Empty(Skeletons.Of(one).Intersect(Skeletons.Of(other)));

    [Theory]
    [InlineData("")]
    [InlineData("!!!")]
    [InlineData("👩‍🚀 🚀")]
    [InlineData("\u200b\u200b")]
    public void What_has_no_letters_looks_like_nothing(string name) => Assert.Empty(Skeletons.Of(name));

    [Fact]
    public void Half_of_a_pair_is_no_fault()
    {
        foreach (var text in new[] { "\ud800", "a\udc00b", "é\ud83d", "\ufffe" })
            Assert.NotNull(Skeletons.Of(text));
    }
}
