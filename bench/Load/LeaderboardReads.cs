namespace Academy.Load;

/// <summary>
/// Nine reads of a leaderboard to one completion: any learner looks at any of the three boards, and the client's own
/// learners complete in turn what is left to them.
/// </summary>
internal sealed class LeaderboardReads(PreparedCourse course, int[] learners, string host) : IRequests
{
    private const int ReadsPerWrite = 9;
    private static readonly string[] Timeframes = ["all", "monthly", "weekly"];

    private readonly Random random = new(learners[0]);
    private readonly RequestText text = new(host);
    private readonly int lastModule = course.Modules.Length - 1;
    private int asked;
    private int written;

    /// <summary>Modules that a learner has completed before: one to three, so that not all are on one rank.</summary>
    public static int Before(int learner) => 1 + learner % 3;

    public bool IsDone => written >= learners.Length;

    public (ReadOnlyMemory<byte> Request, int Learner) Next()
    {
        if (asked++ % (ReadsPerWrite + 1) == ReadsPerWrite)
        {
            var whose = learners[written++];
            return (text.Completion(course.Learners[whose], course.Modules[lastModule]), whose);
        }
        var reader = random.Next(course.Learners.Length);
        return (text.Leaderboard(course.Learners[reader], Timeframes[asked % Timeframes.Length]), reader);
    }
}
