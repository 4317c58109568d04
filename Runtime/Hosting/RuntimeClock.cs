namespace Academy.Runtime.Hosting;

/// <summary>A clock that costs a field to read: it ticks by a timer. What is due is due a tick too late, never too
/// early.</summary>
internal sealed class RuntimeClock : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _tick;
    private readonly long _start;
    private readonly Action<int> _onTick;
    private readonly ITimer _timer;
    private int _now = 1;
    private int _ticking;

    internal RuntimeClock(TimeProvider time, TimeSpan tick, Action<int> onTick)
    {
        (_time, _tick, _onTick, _start) = (time, tick, onTick, time.GetTimestamp());
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(static clock => ((RuntimeClock)clock!).OnTick(), this, tick, tick);
        }
    }

    /// <summary>The current tick; from 1.</summary>
    internal int Now => Volatile.Read(ref _now);

    /// <summary>The tick by which this much time has certainly passed.</summary>
    internal int After(TimeSpan time)
    {
        var ticks = time.Ticks / _tick.Ticks + 2;
        return ticks > int.MaxValue - Now ? int.MaxValue : Now + (int)ticks;
    }

    /// <summary>How much time is left until a tick; none if it has passed.</summary>
    internal TimeSpan Until(int tick) => Math.Max(0, tick - Now) * _tick;

    /// <summary>How many ticks make up this much time, at least.</summary>
    internal int Ticks(TimeSpan time) => (int)Math.Min(int.MaxValue / 2, time.Ticks / _tick.Ticks + 1);

    public void Dispose() => _timer.Dispose();

    private void OnTick()
    {
        // A slow round is not overtaken by the next.
        if (Interlocked.Exchange(ref _ticking, 1) == 0)
        {
            var now = (int)(_time.GetElapsedTime(_start).Ticks / _tick.Ticks) + 1;
            Volatile.Write(ref _now, now);
            _onTick(now);
            Volatile.Write(ref _ticking, 0);
        }
    }
}
