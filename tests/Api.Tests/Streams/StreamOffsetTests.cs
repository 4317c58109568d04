using Academy.Api.Streams;
using Academy.Streams;

namespace Academy.Api.Tests.Streams;

public sealed class StreamOffsetTests
{
    [Fact]
    public void An_offset_is_read_as_it_was_written()
    {
        foreach (
            var position in new StreamCursor[] { new("Xb_9-qZ01k3A", 0), new("e1", 42), new("e1", (1L << 53) - 1) }
        )
        {
            Assert.True(StreamOffset.TryParse(StreamOffset.Of(position), out var read));
            Assert.Equal(new StreamOffset(position, IsNow: false), read);
        }
    }

    [Fact]
    public void Offsets_of_one_epoch_sort_as_texts()
    {
        long[] seqs = [0, 1, 9, 10, 99, 100, 12_345, 999_999_999, (1L << 53) - 1];
        var offsets = seqs.Select(seq => StreamOffset.Of(new("e1", seq))).ToArray();
        Assert.Equal(offsets, offsets.Order(StringComparer.Ordinal));
        Assert.All(offsets, offset => Assert.DoesNotContain(offset, ",&=?/ ".Contains));
    }

    [Fact]
    public void The_beginning_and_the_end_have_names_that_no_position_has()
    {
        Assert.True(StreamOffset.TryParse("-1", out var beginning));
        Assert.Equal(StreamOffset.Beginning, beginning);
        Assert.True(StreamOffset.TryParse("now", out var end));
        Assert.Equal(StreamOffset.End, end);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-2")]
    [InlineData("Now")]
    [InlineData("e1")]
    [InlineData("e1.1")]
    [InlineData(".0000000000000001")]
    [InlineData("e1.-000000000000001")]
    [InlineData("e1.00000000000000001")]
    [InlineData("e1.0000000000000001\n")]
    [InlineData(" e1.0000000000000001")]
    [InlineData("e 1.0000000000000001")]
    [InlineData("e/1.0000000000000001")]
    [InlineData("e1.٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠١")]
    public void What_was_never_given_is_none(string text) => Assert.False(StreamOffset.TryParse(text, out _));
}
