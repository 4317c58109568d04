using System.Collections.Concurrent;
using Academy.Accounts;
using Academy.Gamification;
using Academy.Learning;
using Academy.Operations;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Academy.Silos.Tests;

/// <summary>
/// What one command costs in messages between grains: the number is held, so that nobody adds one by accident.
/// </summary>
public sealed class MessageCountTests
{
    [Fact]
    public async Task One_completed_module_is_six_messages_between_grains()
    {
        var counted = new CallCount();
        await using var silos = await SeveralSilos.StartAsync(2, configure: host =>
            host.Services.AddSingleton<IIncomingGrainCallFilter>(counted)
        );
        var course = await silos.PublishAsync(modules: 3);
        var learner = silos.NewLearner();
        var enrollment = await silos.EnrollAsync(learner, course);
        var learning = silos.From(0).GetGrain<ILearningGrain>(learner.Key);
        // The first one warms what is fetched once.
        SeveralSilos.Accept(
            await learning.CompleteModule(learner, SeveralSilos.Key("first"), enrollment, course.Modules[0].Id)
        );
        await counted.QuietAsync();

        counted.Clear();
        SeveralSilos.Accept(
            await learning.CompleteModule(learner, SeveralSilos.Key("second"), enrollment, course.Modules[1].Id)
        );
        await counted.QuietAsync();
        Assert.Equal(
            [
                "ICourseActivityGrain.Nudge 1",
                "ILeaderboardGrain.Update 4", // All, month, week and course: one for all learners of 50 ms.
                "ILearningGrain.CompleteModule 1",
            ],
            counted.Calls.Where(call => call != Content)
        );
    }

    /// <summary>
    /// A silo keeps what is published for two seconds: in one of them the test's command falls, or not; under load
    /// nobody notices.
    /// </summary>
    private const string Content = "ICourseGrain.GetPublished 1";

    /// <summary>Counts what grains of ours are called, wherever they are.</summary>
    private sealed class CallCount : IIncomingGrainCallFilter
    {
        private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

        private readonly ConcurrentDictionary<string, int> calls = new();
        private long last = TimeProvider.System.GetTimestamp();

        public IEnumerable<string> Calls =>
            calls.Select(call => $"{call.Key} {call.Value}").Order(StringComparer.Ordinal);

        public Task Invoke(IIncomingGrainCallContext context)
        {
            // Silos tell how they are every two seconds, whoever completes what.
            if (
                context.Grain is Grain and not IClusterGrain
                && context.InterfaceName.StartsWith("Academy.", StringComparison.Ordinal)
            )
            {
                calls.AddOrUpdate($"{context.InterfaceName.Split('.')[^1]}.{context.MethodName}", 1, (_, count) =>
                    count + 1
                );
                Volatile.Write(ref last, TimeProvider.System.GetTimestamp());
            }
            return context.Invoke();
        }

        public void Clear() => calls.Clear();

        public async Task QuietAsync()
        {
            for (var look = 0; TimeProvider.System.GetElapsedTime(Volatile.Read(ref last)) < Quiet; look++)
            {
                Assert.True(look < 600, $"The grains did not come to rest within 30 s: {string.Join(", ", Calls)}");
                await Task.Delay(50);
            }
        }
    }
}
