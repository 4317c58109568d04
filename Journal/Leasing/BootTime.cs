using System.Runtime.InteropServices;

namespace Academy.Journal.Leasing;

/// <summary>
/// Time since the machine started, including sleep. <see cref="System.Diagnostics.Stopwatch"/> stops while a virtual
/// machine is suspended; after it, a process would believe that no time has passed.
/// </summary>
internal sealed partial class BootTime : TimeProvider
{
    // On macOS the monotonic clock runs during sleep; on Linux CLOCK_BOOTTIME does.
    private const int ClockMonotonicOfMac = 6;
    private const int ClockBootTimeOfLinux = 7;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly int clock = OperatingSystem.IsMacOS() ? ClockMonotonicOfMac : ClockBootTimeOfLinux;

    private BootTime() { }

    /// <summary>
    /// On other systems (Windows): milliseconds since the system started, including sleep.
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

#pragma warning disable RS0030 // This is the clock that others get by injection.
        public override long GetTimestamp() => Environment.TickCount64;
#pragma warning restore RS0030
    }
}
