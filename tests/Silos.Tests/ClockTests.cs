using Academy.Silo.Clustering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Academy.Silos.Tests;

public sealed class ClockTests
{
    [Fact]
    public async Task Grains_are_activated_after_the_applications_clock_was_set_back_by_a_day()
    {
        var clock = new JumpingClock();
        await using var silos = await SeveralSilos.StartAsync(1, configure: host =>
            host.Services.AddSingleton<TimeProvider>(clock)
        );
        var learner = silos.NewLearner();
        await silos.OpenRoomAsync(learner);

        clock.Jump(TimeSpan.FromDays(-1));
        for (var i = 0; i < 10; i++)
            await silos.OpenRoomAsync(learner);
        clock.Jump(TimeSpan.FromDays(2));
        for (var i = 0; i < 10; i++)
            await silos.OpenRoomAsync(learner);
    }

    [Fact]
    public async Task Orleans_has_a_clock_of_its_own_and_grains_keep_the_applications()
    {
        var clock = new JumpingClock();
        await using var silos = await SeveralSilos.StartAsync(1, configure: host =>
            host.Services.AddSingleton<TimeProvider>(clock)
        );
        var services = silos.ServicesOf(0);
        Assert.Same(clock, services.GetRequiredKeyedService<TimeProvider>(TimeProviderNames.Grains));
        Assert.Same(TimeProvider.System, services.GetRequiredKeyedService<TimeProvider>(TimeProviderNames.Membership));
        Assert.IsType<ForwardClock>(
            services.GetRequiredKeyedService<TimeProvider>(TimeProviderNames.ActivationManagement)
        );
        Assert.IsType<ForwardClock>(services.GetRequiredKeyedService<TimeProvider>(TimeProviderNames.GrainDirectory));
        // While it is here: idle grains leave before memory runs out.
        Assert.True(
            services
                .GetRequiredService<IOptions<GrainCollectionOptions>>()
                .Value.EnableActivationSheddingOnMemoryPressure
        );
        Assert.InRange(
            services.GetRequiredService<IOptions<SiloMessagingOptions>>().Value.MaxEnqueuedRequestsHardLimit,
            1,
            10_000
        );
    }

    [Fact]
    public void A_forward_clock_goes_on_when_the_one_it_reads_is_set_back_and_follows_when_it_is_set_forward()
    {
        var read = new JumpingClock();
        var clock = new ForwardClock(read);
        var first = clock.GetUtcNow();
        read.Jump(TimeSpan.FromDays(-1));
        var second = clock.GetUtcNow();
        Assert.InRange(second - first, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        read.Jump(TimeSpan.FromDays(2));
        Assert.InRange(clock.GetUtcNow() - second, TimeSpan.FromHours(23), TimeSpan.FromDays(2.1));
    }
}
