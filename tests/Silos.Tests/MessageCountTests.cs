using System.Collections.Concurrent;
using Academy.Accounts;
using Academy.Gamification;
using Academy.Learning;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Academy.Silos.Tests;

/// <summary>What one command costs in messages between grains: the number is held, so that nobody adds one by accident.</summary>
public sealed class MessageCountTests
{
    [Fact]
    public async Task One_completed_module_is_one_call_and_one_to_each_board_and_to_the_course()
    {
        var counted = new CallCount();
        await using var silos = await SeveralSilos.StartAsync(2, configure: host => host.Services.AddSingleton<IIncomingGrainCallFilter>(counted));
        var course = await silos.PublishAsync(modules: 3);
        var learner = silos.NewLearner();
        var enrollment = await silos.EnrollAsync(learner, course);
        var learning = silos.From(0).GetGrain<ILearningGrain>(learner.Key);
        // The first one warms what is fetched once.
        SeveralSilos.Accept(await learning.CompleteModule(learner, SeveralSilos.Key("first"), enrollment, course.Modules[0].Id));
        await counted.QuietAsync();

        counted.Clear();
        SeveralSilos.Accept(await learning.CompleteModule(learner, SeveralSilos.Key("second"), enrollment, course.Modules[1].Id));
        await counted.QuietAsync();
        Assert.Equal(
            [
                "ICourseActivityGrain.Nudge 1",
                "ILearningGrain.CompleteModule 1",
                "ILeaderboardGrain.Update 4",
            ],
            counted.Calls);
    }

    /// <summary>Counts what grains of ours are called, wherever they are.</summary>
    private sealed class CallCount : IIncomingGrainCallFilter
    {
        private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

        private readonly ConcurrentDictionary<string, int> calls = new();
        private long last = TimeProvider.System.GetTimestamp();

        public IEnumerable<string> Calls => calls.Select(call => $"{call.Key} {call.Value}").Order(StringComparer.Ordinal);

        public Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.Grain is Grain && context.InterfaceName.StartsWith("Academy.", StringComparison.Ordinal))
            {
                calls.AddOrUpdate($"{context.InterfaceName.Split('.')[^1]}.{context.MethodName}", 1, (_, count) => count + 1);
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
