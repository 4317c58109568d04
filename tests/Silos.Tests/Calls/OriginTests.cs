using System.Diagnostics;
using Academy.Journal;

namespace Academy.Silos.Tests.Calls;

/// <summary>What a call began with goes along to the silo that has the grain, and into the journal.</summary>
public sealed class OriginTests
{
    [Fact]
    public async Task A_trace_goes_to_whichever_silo_has_the_grain_and_what_nobody_traces_has_none()
    {
        await using var silos = await SeveralSilos.StartAsync(2);
        var learner = silos.NewLearner();
        var room = await silos.OnAsync(1, grains => silos.OpenRoomAsync(learner, grains));
        Assert.Equal(silos.Silos[1].SiloAddress, silos.OwnerOf(learner, room)?.SiloAddress);

        var expected = new List<string> { "none" };
        foreach (var silo in new[] { 0, 1 })
        {
            using (var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start())
            {
                await SeveralSilos.PostAsync(silos.From(silo), learner, room, $"traced-{silo}");
                expected.Add($"{Cause.CorrelationOf(request.TraceId)} traced-{silo}");
            }
        }
        await Task.Run(() => SeveralSilos.PostAsync(silos.From(0), learner, room, "untraced"));
        expected.Add("untraced");

        var written = await silos.QueryAsync<string>(
            $"""
            select concat_ws(' ', correlation_id, case type when 'chat.room-created' then 'none' else causation_id end)
            from events
             where stream = '{learner.Organization.Value}/room:{room}' order by seq
            """
        );
        Assert.Equal(expected, written);
    }
}
