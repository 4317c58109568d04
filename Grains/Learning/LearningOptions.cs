using Academy.Learning;

namespace Academy.Grains.Learning;

/// <summary>Section <c>Learning</c>.</summary>
public sealed class LearningOptions
{
    /// <summary>
    /// How far the time that a learner reports may be ahead of the clock, counted from their enrollment or their last
    /// report. What is more is not counted.
    /// </summary>
    public TimeSpan TimeSpentAhead { get; set; } = LearningLimits.TimeSpentAhead;
}
