using System.Net;
using Academy.Api.Tests.Surroundings;
using Academy.Api.Traffic;
using Microsoft.Extensions.Time.Testing;

namespace Academy.Api.Tests.Traffic;

public sealed class RateWindowsTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private readonly FakeTimeProvider clock = new();

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    public void No_span_of_a_windows_length_has_more_than_the_limit_wherever_it_begins(int limit)
    {
        var windows = new RateWindows(new() { Requests = limit, Window = Window }, clock);
        var granted = new List<DateTimeOffset>();
        var chance = new Random(limit);
        for (var i = 0; i < 20 * limit; i++)
        {
            clock.Advance(chance.NextDouble() * Window / limit);
            if (windows.Take(1, factor: 1).Granted)
                granted.Add(clock.GetUtcNow());
        }
        Assert.All(granted, from =>
            Assert.True(granted.Count(at => at >= from && at < from + Window) <= limit, $"Too many from {from} on.")
        );
        Assert.True(granted.Count >= 4 * limit, $"Only {granted.Count} of ten windows' were granted.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(14.9)]
    public void What_was_used_before_a_whole_quarter_of_an_hour_counts_after_it(double minutesAfter)
    {
        var windows = new RateWindows(new() { Requests = 10, Window = Window }, clock);
        clock.Advance(TimeSpan.FromMinutes(14.99));
        Assert.All(Enumerable.Range(0, 10), _ => Assert.True(windows.Take(1, factor: 1).Granted));
        clock.Advance(TimeSpan.FromMinutes(minutesAfter));
        var refused = windows.Take(1, factor: 1);
        Assert.False(refused.Granted);
        clock.Advance(TimeSpan.FromSeconds(refused.Reset));
        Assert.True(windows.Take(1, factor: 1).Granted);
    }

    [Theory]
    [InlineData(1, 15)]
    [InlineData(14, 15)]
    [InlineData(16, 0)]
    [InlineData(60 * 24, 0)]
    public void A_clock_that_is_set_back_locks_nobody_out_for_longer_than_a_window(int minutesBack, int minutesClosed)
    {
        var windows = new RateWindows(new() { Requests = 1, Window = Window }, clock);
        Assert.True(windows.Take(1, factor: 1).Granted);
        clock.AdjustTime(clock.GetUtcNow() - TimeSpan.FromMinutes(minutesBack));
        Assert.Equal(minutesClosed == 0, windows.Take(1, factor: 1).Granted);
        clock.Advance(TimeSpan.FromMinutes(minutesClosed));
        Assert.Equal(minutesClosed > 0, windows.Take(1, factor: 1).Granted);
    }

    [Fact]
    public void What_is_given_back_does_not_count()
    {
        var windows = new RateWindows(new() { Requests = 2, Window = Window }, clock);
        for (var i = 0; i < 10; i++)
            windows.Take(1, factor: 1).GiveBack();
        Assert.True(windows.Take(1, factor: 1).Granted);
        Assert.True(windows.Take(1, factor: 1).Granted);
        Assert.False(windows.Take(1, factor: 1).Granted);
    }

    [Theory]
    [InlineData("2001:db8::1", "2001:db8:3:ff00::7")]
    [InlineData("2001:db8::1", "2001:db9::1")]
    [InlineData("2001:db8::1", "203.0.113.9")]
    [InlineData("2001:db8::1", "::ffff:203.0.113.9")]
    [InlineData("10.0.0.0", "203.0.113.9")]
    [InlineData("10.0.0.0", "2001:db8::1")]
    public void A_flood_of_addresses_shares_its_counts_with_its_own_networks_only(string flood, string victim)
    {
        var windows = new RateWindows(new() { Requests = 3, Window = Window }, clock);
        var refused = 0;
        for (var i = 0; i < 2 * RateWindows.KeysMax; i++)
            refused += Take(windows, AddressAt(flood, i)).Granted ? 0 : 1;
        Assert.True(refused > RateWindows.KeysMax / 2, $"Only {refused} of the flood were refused.");
        Assert.All(Enumerable.Range(0, 3), _ => Assert.True(Take(windows, IPAddress.Parse(victim)).Granted));
        Assert.False(Take(windows, IPAddress.Parse(victim)).Granted);
    }

    [Fact]
    public void When_a_flood_is_over_addresses_are_counted_each_again()
    {
        var windows = new RateWindows(new() { Requests = 1, Window = Window }, clock);
        for (var i = 0; i < 2 * RateWindows.KeysMax; i++)
            Take(windows, AddressAt("10.0.0.0", i));
        Assert.False(Take(windows, AddressAt("10.3.0.0", 1)).Granted);
        clock.Advance(Window);
        Assert.True(Take(windows, AddressAt("10.3.0.0", 1)).Granted);
        Assert.True(Take(windows, AddressAt("10.3.0.0", 2)).Granted);
    }

    [Fact]
    public void Where_there_is_no_room_for_any_width_nobody_is_counted_for_somebody_else()
    {
        var windows = new RateWindows(new() { Requests = 1, Window = Window }, clock);
        for (UInt128 i = 0; i <= 2 * RateWindows.KeysMax; i++)
            windows.Take([i, i], factor: 1);
        Assert.True(windows.Take([UInt128.MaxValue, UInt128.MaxValue], factor: 1).Granted);
        Assert.True(windows.Take([UInt128.MaxValue - 1, UInt128.MaxValue], factor: 1).Granted);
    }

    private static RateLease Take(RateWindows windows, IPAddress address)
    {
        var networks = ClientNetworks.Of(address);
        return windows.Take([networks.Own, networks.Middle, networks.Wide], factor: 1);
    }

    /// <summary>The n-th address of IPv4, or the n-th /64.</summary>
    private static IPAddress AddressAt(string first, int number)
    {
        var bytes = IPAddress.Parse(first).GetAddressBytes();
        for (var place = bytes.Length == 4 ? 3 : 7; number > 0; place--, number >>= 8)
            bytes[place] += (byte)number;
        return new IPAddress(bytes);
    }
}
