using Academy.Accounts;
using Academy.Catalog;
using Academy.Commands;
using Academy.Gamification;
using Microsoft.Extensions.Logging;
using Orleans;

namespace Academy.Grains.Gamification;

/// <summary>What a learner has right after a commit: absolute, so that the latest is all that matters.</summary>
internal readonly record struct LearnerStanding(
    OrganizationId Organization,
    UserId User,
    long Seq,
    long Xp,
    PeriodTotal Week,
    PeriodTotal Month,
    CourseId? Course,
    long CourseXp
);

/// <summary>
/// Brings learners' totals to the boards of this cluster in batches: one call per board and <see cref="Interval"/>,
/// however many learners earn. What did not arrive is sent again. What a process takes with it when it goes, the boards
/// find in the read models: when they boot, or when they are told that a process has gone.
/// </summary>
internal sealed partial class LeaderboardFeeder(
    IGrainFactory grains,
    TimeProvider clock,
    ILogger<LeaderboardFeeder> logger
)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);

    private readonly Lock gate = new();
    private Dictionary<(OrganizationId, UserId, CourseId?), LearnerStanding> waiting = [];
    private bool scheduled;
    private int doubts;
    private volatile bool isFailing;

    /// <summary>Grows when totals may have got lost; boards then look into the read models.</summary>
    public int Doubts => Volatile.Read(ref doubts);

    /// <summary>A process has gone, and nothing of it is under way any more but what it may not have sent.</summary>
    public void Doubt() => Interlocked.Increment(ref doubts);

    public void Post(in LearnerStanding standing)
    {
        lock (gate)
        {
            waiting[(standing.Organization, standing.User, standing.Course)] = standing;
            if (scheduled)
                return;
            scheduled = true;
        }
        _ = FlushLater();
    }

    /// <summary>Brings what waits on this silo to the boards now, so that learners read their own writes.</summary>
    public async Task Flush()
    {
        Dictionary<(OrganizationId, UserId, CourseId?), LearnerStanding> taken;
        lock (gate)
        {
            if (waiting.Count == 0)
                return;
            // As many as this time come the next time: the table need not grow step by step.
            (taken, waiting) = (waiting, new(waiting.Count));
        }
        try
        {
            await Send(taken.Values);
        }
        catch
        {
            PutBack(taken);
            throw;
        }
    }

    /// <summary>For the next time, where nothing newer has come meanwhile.</summary>
    private void PutBack(Dictionary<(OrganizationId, UserId, CourseId?), LearnerStanding> failed)
    {
        lock (gate)
        {
            foreach (var (key, standing) in failed)
                waiting.TryAdd(key, standing);
            if (scheduled)
                return;
            scheduled = true;
        }
        _ = FlushLater();
    }

    private async Task FlushLater()
    {
        try
        {
            await Task.Delay(isFailing ? RetryAfter : Interval, clock, default);
            lock (gate)
                scheduled = false;
            await Flush();
            isFailing = false;
        }
        catch (Exception e)
        {
            if (!isFailing)
                LogFailed(logger, e);
            isFailing = true;
        }
    }

    private Task Send(Dictionary<(OrganizationId, UserId, CourseId?), LearnerStanding>.ValueCollection standings)
    {
        var boards = new Dictionary<Board, List<LearnerTotal>>();
        foreach (var s in standings)
        {
            Add(s, new(s.Organization, LeaderboardScopes.All), s.Xp, Periods.All);
            Add(s, new(s.Organization, LeaderboardScopes.Weekly), s.Week.Xp, s.Week.Period);
            Add(s, new(s.Organization, LeaderboardScopes.Monthly), s.Month.Xp, s.Month.Period);
            if (s.Course is { } course)
                Add(s, new(s.Organization, Scope: null, course), s.CourseXp, Periods.All);
        }
        return Task.WhenAll(boards.Select(b => grains.GetGrain<ILeaderboardGrain>(b.Key.GrainKey).Update(b.Value)));

        void Add(in LearnerStanding s, in Board board, long xp, string period)
        {
            if (!boards.TryGetValue(board, out var totals))
                boards[board] = totals = new(standings.Count);
            totals.Add(new LearnerTotal(s.User, xp, s.Xp, s.Seq, period));
        }
    }

    /// <summary>One board, by what need not be written out for every learner: a course has no other scope.</summary>
    private readonly record struct Board(OrganizationId Organization, string? Scope, CourseId? Course = null)
    {
        public string GrainKey => Commands.GrainKey.Of(Organization, Scope ?? LeaderboardScopes.Course(Course!.Value));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Totals did not reach every leaderboard; they are sent again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
