using System.Runtime.InteropServices;

namespace Academy.Journal.Leasing;

/// <summary>
/// Time since the machine started, sleep included. <see cref="System.Diagnostics.Stopwatch"/> stands still while a
/// virtual machine is suspended, and a process that wakes up would believe that no time has passed.
/// </summary>
internal sealed partial class BootTime : TimeProvider
{
    // macOS's monotonic clock runs through sleep; Linux has another one for that.
    private const int ClockMonotonicOfMac = 6;
    private const int ClockBootTimeOfLinux = 7;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly int clock = OperatingSystem.IsMacOS() ? ClockMonotonicOfMac : ClockBootTimeOfLinux;

    private BootTime() { }

    /// <summary>
    /// Elsewhere (Windows), the milliseconds since the start of the system, which count its sleep, too.
    /// </summary>
    public static TimeProvider Instance { get; } =
        OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() ? new BootTime() : new TickTime();

    public override long TimestampFrequency => NanosecondsPerSecond;

    public override long GetTimestamp() =>
        ReadClock(clock, out var time) == 0
            ? time.Seconds * NanosecondsPerSecond + time.Nanoseconds
            : throw new InvalidOperationException($"The system has no clock {clock}.");

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [SuppressGCTransition]
    private static partial int ReadClock(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    private sealed class TickTime : TimeProvider
    {
        public override long TimestampFrequency => 1_000;

#pragma warning disable RS0030 // This is the clock that is handed in.
        public override long GetTimestamp() => Environment.TickCount64;
#pragma warning restore RS0030
    }
}
