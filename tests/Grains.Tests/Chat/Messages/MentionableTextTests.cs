using Academy.Accounts;
using Academy.Grains.Chat.Messages;
using Academy.Grains.Chat.Messages.Markup;

namespace Academy.Grains.Tests.Chat.Messages;

/// <summary>A mention is what its readers are shown as one.</summary>
public sealed class MentionableTextTests
{
    private static readonly UserId Ben = new(Guid.NewGuid());
    private static readonly MentionIndex Members = new([("Ben Cooper", Ben)]);

    [Theory]
    [InlineData("Ask @Ben Cooper.")]
    [InlineData("> quoted **@Ben Cooper** said")]
    [InlineData("- one\n- two\n  1. _@Ben Cooper_")]
    [InlineData("# @Ben Cooper")]
    [InlineData("`code` @Ben Cooper")]
    [InlineData("@**Ben** Cooper")]
    [InlineData("[as @Ben Cooper says](https://example.org)")]
    [InlineData("[@Ben Cooper](mailto:ben@example.org)")]
    [InlineData("`not closed @Ben Cooper")]
    [InlineData("~~@Ben Cooper~~ gone")]
    public void Shown_text_mentions(string body) => Assert.Equal([Ben], Mentioned(body));

    [Theory]
    [InlineData("`@Ben Cooper`")]
    [InlineData("see ``@Ben Cooper``, please")]
    [InlineData("```\n@Ben Cooper\n```")]
    [InlineData("```csharp\n@Ben Cooper\n")]
    [InlineData("> ~~~\n> @Ben Cooper\n> ~~~")]
    [InlineData("[him](https://example.org/@Ben Cooper)")]
    [InlineData("[him](<https://example.org/ @Ben Cooper>)")]
    [InlineData("https://example.org/@Ben Cooper")]
    [InlineData("www.example.org/@Ben Cooper")]
    [InlineData("<https://example.org/@Ben> Cooper")]
    [InlineData("@`x`Ben Cooper")]
    [InlineData("mail ben@Ben Cooper")]
    public void Code_and_addresses_mention_nobody(string body) => Assert.Empty(Mentioned(body));

    private static IReadOnlyList<UserId> Mentioned(string body) =>
        Members.Find(MentionableText.Of(body, MessageMarkup.Parse(body)), max: 5);
}
