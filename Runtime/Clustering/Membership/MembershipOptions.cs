namespace Academy.Runtime.Clustering;

/// <summary>Times of the membership.</summary>
public sealed class MembershipOptions
{
    /// <summary>How often a member looks for dead ones, and reads the table if nobody told it of a change. A client beats as often.</summary>
    public TimeSpan Look { get; set; } = TimeSpan.FromMilliseconds(800);

    /// <summary>How soon what failed is tried again.</summary>
    public TimeSpan Retry { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>After a look that failed nobody is declared dead for this long: the others may have been cut off from the table just as
    /// this process was, and need a moment to say that they live.</summary>
    public TimeSpan Forbearance { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How long grains that move have to end their turns and to deactivate. Longer ones are abandoned: they
    /// answer nobody any more, and the journal refuses what they write.</summary>
    public TimeSpan HandoverTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a silo that stops waits until it has handed over and the others know.</summary>
    public TimeSpan LeaveTime { get; set; } = TimeSpan.FromSeconds(10);
}
