using Academy.Learning;

namespace Academy.Grains.Tests.Learning;

public sealed class CourseProgressTests
{
    [Theory]
    [InlineData(7, 10, 70)]
    [InlineData(18, 25, 72)]
    [InlineData(5, 7, 71)]
    [InlineData(199, 200, 99)]
    [InlineData(1, 8, 13)] // 12.5 is rounded half up
    [InlineData(1, 3, 33)]
    [InlineData(0, 5, 0)]
    [InlineData(5, 5, 100)]
    [InlineData(0, 0, 0)]
    public void Percent_is_rounded_half_up_and_100_only_when_all_is_completed(int completed, int total, int percent) =>
        Assert.Equal(percent, CourseProgress.PercentOf(completed, total));
}
