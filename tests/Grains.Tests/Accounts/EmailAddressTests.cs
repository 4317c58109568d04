using Academy.Accounts;

namespace Academy.Grains.Tests.Accounts;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("a@b.de")]
    [InlineData("first.last+tag@sub.example.org")]
    [InlineData("o'neil@example.ie")]
    [InlineData("用户@例子.广告")]
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
    public void Anything_else_is_none(string text) => Assert.False(EmailAddress.IsWellFormed(text));

    [Fact]
    public void Two_spellings_of_one_address_are_the_same() =>
        Assert.Equal(EmailAddress.Normalize("rosa@academy.test"), EmailAddress.Normalize("  Rosa@ACADEMY.test "));
}
