using Academy.Accounts;

namespace Academy.Grains.Tests.Accounts;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("a@b.de")]
    [InlineData("first.last+tag@sub.example.org")]
    [InlineData("o'neil@example.ie")]
    [InlineData("用户@例子.广告")]
    [InlineData("संपर्क@डाटामेल.भारत")]
    [InlineData("re\u0301mi@exe\u0301mple.fr")]
    [InlineData("𠮷野@example.jp")]
    [InlineData("علی\u200cرضا@example.ir")]
    [InlineData("a@straße.de")]
    public void An_address_that_mail_could_go_to_is_one(string text) => Assert.True(EmailAddress.IsWellFormed(text));

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("a@")]
    [InlineData("@b.de")]
    [InlineData("a@b")]
    [InlineData("a@b.")]
    [InlineData("a@.de")]
    [InlineData("a@b..de")]
    [InlineData("a@-b.de")]
    [InlineData("a@b-.de")]
    [InlineData(".a@b.de")]
    [InlineData("a.@b.de")]
    [InlineData("a..a@b.de")]
    [InlineData("a b@b.de")]
    [InlineData("a@b@c.de")]
    [InlineData("a@b.de\n")]
    [InlineData("\"a\"@b.de")]
    [InlineData("a,b@c.de")]
    [InlineData("\u0301a@b.de")]
    [InlineData("a\u200cb@c.de")]
    [InlineData("a\u202eb@c.de")]
    [InlineData("a@exa_mple.de")]
    [InlineData("a@b\u3002")]
    [InlineData("😀@b.de")]
    public void Anything_else_is_none(string text) => Assert.False(EmailAddress.IsWellFormed(text));

    [Theory]
    [InlineData("rosa@academy.test", "  Rosa@ACADEMY.test ")]
    [InlineData("rémi@exémple.fr", "RE\u0301MI@exe\u0301mple.FR")]
    [InlineData("a@例子.广告", "a@xn--fsqu00a.xn--4rr70v")]
    [InlineData("a@straße.de", "a@xn--strae-oqa.de")]
    [InlineData("a@ｅｘａｍｐｌｅ。jp", "a@example.jp")]
    public void Two_spellings_of_one_address_are_the_same(string one, string other) =>
        Assert.Equal(EmailAddress.Normalize(one), EmailAddress.Normalize(other));

    [Theory]
    [InlineData("a@straße.de", "a@strasse.de")]
    [InlineData("remi@example.fr", "rémi@example.fr")]
    public void These_are_two_addresses(string one, string other) =>
        Assert.NotEqual(EmailAddress.Normalize(one), EmailAddress.Normalize(other));

    [Fact]
    public void Most_addresses_have_no_former_form()
    {
        Assert.Empty(EmailAddress.FormerForms(" Rosa@academy.test "));
        Assert.Equal("re\u0301mi@example.fr", EmailAddress.FormerForms("Re\u0301mi@Example.fr")[0]);
        Assert.Contains("a@例子.广告", EmailAddress.FormerForms("a@xn--fsqu00a.xn--4rr70v"));
    }
}
