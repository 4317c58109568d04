using System.Text.Json;
using System.Text.Json.Nodes;
using Academy.Grains.Chat.Messages.Markup;

namespace Academy.Grains.Tests.Contracts;

/// <summary>The tree of a message is written by hand: it is what its records say, and nothing else.</summary>
public sealed class ContentNodesTests
{
    [Theory]
    [InlineData("**a** _b_ ~~c~~ `d` and <https://academy.test/x>")]
    [InlineData("[a *link*](https://academy.test) and\na break  \nhere")]
    [InlineData("# A heading\n\n> a quote\n> > in a quote\n\n---")]
    [InlineData("- one\n- two\n  1. three\n  2. four")]
    [InlineData("7. seven\n8. eight")]
    [InlineData("```cs\nvar x = 1;\n```")]
    [InlineData("```\nno language\n```\n\nand **more**")]
    public void What_is_written_is_what_the_records_say(string body)
    {
        var written = MessageMarkup.Parse(body)!.Json;
        var read = JsonSerializer.Deserialize(written.Span, ContractJson.Default.IReadOnlyListBlockNode)!;
        var again = JsonSerializer.SerializeToUtf8Bytes(read, ContractJson.Default.IReadOnlyListBlockNode);
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(written.Span), JsonNode.Parse(again)),
            $"{JsonNode.Parse(written.Span)} is read as {JsonNode.Parse(again)}"
        );
    }
}
