using System.Diagnostics;

namespace Academy.Load;

/// <summary>
/// A silo is killed; every learner's grain is asked at once, and again until it answers: how long until the first
/// success of each, and whether anything that was acknowledged before is missing.
/// </summary>
internal sealed class Recovery(LoadOptions options, ServerUnderTest server, PreparedCourse course)
{
    private const int AskedAtOnce = 64;
    private static readonly TimeSpan Aim = TimeSpan.FromSeconds(5);

    public async Task<string> Run()
    {
        var victim =
            server.Silos.Count > 0
                ? server.Silos[^1]
                : throw new InvalidOperationException("recovery wants --silos 2 or more.");
        using var learners = new Learners(server.Addresses, course, course.Learners.Length);
        // Every grain is in memory, somewhere.
        await Everybody(learners);
        var rounds = new List<object>();
        for (var round = 0; round < options.Rounds; round++)
        {
            await victim.KillAsync();
            var killed = Stopwatch.GetTimestamp();
            var recovered = await Everybody(learners);
            var took = recovered
                .Where(at => at is not null)
                .Select(at => (int)Stopwatch.GetElapsedTime(killed, at!.Value).TotalMicroseconds)
                .ToArray();
            rounds.Add(
                new
                {
                    Grains = took.Length,
                    FirstSuccessP50Ms = Report.Percentile(took, 0.5),
                    FirstSuccessP99Ms = Report.Percentile(took, 0.99),
                    FirstSuccessLastMs = Report.Percentile(took, 1),
                    WithinAim = took.All(time => time < Aim.TotalMicroseconds) && took.Length == course.Learners.Length,
                }
            );
            await victim.StartAsync();
            await Task.Delay(TimeSpan.FromSeconds(3));
        }
        return Report.Json(
            new
            {
                Workload = LoadOptions.Recovery,
                server.Topology,
                Killed = victim.Name,
                Rounds = rounds,
                Acknowledged = learners.Completed.Sum(),
                LostCompletions = await learners.LostAsync(),
                FailedRequests = learners.Failed,
                learners.FirstFailure,
                AttemptsRepeated = learners.AttemptsFailed,
            }
        );
    }

    private async Task<long?[]> Everybody(Learners learners)
    {
        var answered = new long?[course.Learners.Length];
        await Parallel.ForAsync(
            0,
            answered.Length,
            new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnce },
            async (learner, _) => answered[learner] = await learners.CompleteNext(learner, learner)
        );
        return answered;
    }
}
