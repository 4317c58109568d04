using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Commands;
using Academy.Journal;
using Academy.Journal.Outbox;
using Academy.Learning;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Academy.Grains.Tests.Streams;

/// <summary>Work for another stream's owner, shown on a command that would count each time: time spent.</summary>
public sealed partial class DeliveryTests : IAsyncLifetime
{
    private RunningAcademy academy = null!;

    public async Task InitializeAsync() => academy = await RunningAcademy.StartAsync();

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Fact]
    public async Task What_is_caused_elsewhere_counts_once_per_cause_however_often_it_is_brought()
    {
        var (learner, course) = (academy.NewLearner(), await academy.PublishAsync(1));
        var enrollment = await academy.EnrollAsync(learner, course);
        RunningAcademy.Accept(
            await academy.Learning(learner).StartModule(learner, null, enrollment, course.Modules[0].Id)
        );
        var record = (await academy.Learning(learner).GetProgress(enrollment)).Answer!.Single();
        var delivery = new TimeSpentElsewhere(academy.Services.GetRequiredService<IGrainFactory>());
        var (first, second) = (Row(7), Row(8));

        // The process dies between effect and completion, again and again.
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Assert.Equal(OutboxResult.Done, await delivery.HandleAsync(first with { Attempt = attempt }, default));
            if (attempt == 2)
                academy = await academy.RestartAsync();
            delivery = new TimeSpentElsewhere(academy.Services.GetRequiredService<IGrainFactory>());
        }
        Assert.Equal(OutboxResult.Done, await delivery.HandleAsync(second, default));
        Assert.Equal(120, (await academy.Learning(learner).GetProgress(enrollment)).Answer!.Single().SecondsSpent);
        Assert.Equal(
            2,
            await academy.QueryAsync<long>(
                "select count(*) from commands where command_id like 'test.time-spent of academy/class:9 %'"
            )
        );

        var refused = await delivery.HandleAsync(Row(9, Guid.NewGuid()), default);
        Assert.Equal("It was refused: progress.not-found.", refused.Impossible);

        OutboxWork Row(long seq, Guid? progress = null)
        {
            var item = delivery.To(learner.Key, "academy/class:9", seq, new Elsewhere(progress ?? record.Id.Value, 60));
            return new(item.Id, item.Kind, item.Data, "academy/class:9", 99, DateTimeOffset.UnixEpoch, 1);
        }
    }

    private sealed class TimeSpentElsewhere(IGrainFactory grains)
        : Delivery<Elsewhere>("test.time-spent", ElsewhereJson.Default.Elsewhere)
    {
        protected override async Task<Refusal?> DeliverAsync(string receiver, CommandKey key, Elsewhere message)
        {
            var (organization, user) = GrainKey.Parse(receiver);
            var caller = new Caller(organization, new UserId(Guid.Parse(user)), Role.Student);
            return (
                await grains
                    .GetGrain<ILearningGrain>(receiver)
                    .PatchProgress(
                        caller,
                        key,
                        new ProgressId(message.Progress),
                        new ProgressPatch(null, message.Seconds)
                    )
            ).Refusal;
        }
    }

    private sealed record Elsewhere(Guid Progress, int Seconds);

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Elsewhere))]
    private sealed partial class ElsewhereJson : JsonSerializerContext;
}
