using Academy.Api.Realtime;
using Academy.Api.Tests.Realtime.Surroundings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Academy.Api.Tests.Realtime;

public sealed class AdmissionTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly Admission admission;
    private readonly List<Admission.Place> admitted = [];
    private readonly SemaphoreSlim entered = new(0);
    private readonly TaskCompletionSource connected = new();

    public AdmissionTests() => admission = new Admission(clock);

    [Fact]
    public async Task Who_comes_when_all_places_are_taken_is_let_in_when_somebody_is_set_up()
    {
        for (var i = 0; i < RealtimeLimits.SetUpAtOnce + 2; i++)
            _ = Come();
        await Entered(RealtimeLimits.SetUpAtOnce);
        Assert.Equal(RealtimeLimits.SetUpAtOnce, admitted.Count);

        admitted[0].Leave();
        admitted[0].Leave();
        await Entered(1);
        Assert.Equal(RealtimeLimits.SetUpAtOnce + 1, admitted.Count);
    }

    [Fact]
    public async Task Who_does_not_shake_hands_keeps_nobody_out()
    {
        for (var i = 0; i < RealtimeLimits.SetUpAtOnce + 1; i++)
            _ = Come();
        await Entered(RealtimeLimits.SetUpAtOnce);
        clock.Advance(RealtimeLimits.SetUpFor);
        await Entered(1);
    }

    [Fact]
    public async Task Who_ends_before_he_is_set_up_leaves_his_place_and_who_gives_up_waiting_takes_none()
    {
        var first = Come();
        for (var i = 0; i < RealtimeLimits.SetUpAtOnce - 1; i++)
            _ = Come();
        using var patience = new CancellationTokenSource();
        var impatient = Come(patience.Token);
        var next = Come();
        await Entered(RealtimeLimits.SetUpAtOnce);
        await patience.CancelAsync();
        await impatient;
        Assert.Equal(RealtimeLimits.SetUpAtOnce, admitted.Count);

        connected.SetException(new IOException("gone"));
        await Assert.ThrowsAsync<IOException>(() => first);
        await Assert.ThrowsAsync<IOException>(() => next);
        Assert.Equal(RealtimeLimits.SetUpAtOnce + 1, admitted.Count);
    }

    private async Task Entered(int count)
    {
        for (var i = 0; i < count; i++)
            Assert.True(await entered.WaitAsync(TimeSpan.FromSeconds(30)), $"{i} of {count} were let in");
    }

    private Task Come(CancellationToken aborted = default) =>
        admission.Admit(new DefaultHttpContext { RequestAborted = aborted }, http =>
        {
            lock (admitted)
                admitted.Add(http.Features.Get<Admission.Place>()!);
            entered.Release();
            return connected.Task;
        });
}
