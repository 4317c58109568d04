namespace Academy.Load;

/// <summary>
/// CPU seconds (user and system) from /proc, of a process or of a PostgreSQL with all its children, living and gone.
/// </summary>
internal static class CpuMeter
{
    private const double TicksPerSecond = 100;

    public static double OfProcess(int pid) => Read(pid).Own;

    public static double OfPostgres(int postmaster)
    {
        var (own, gone, _) = Read(postmaster);
        var total = own + gone;
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), out var pid))
                continue;
            try
            {
                if (Read(pid) is var child && child.Parent == postmaster)
                    total += child.Own + child.Gone;
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or IOException)
            {
                // It ended just now; its time is with the postmaster at the next reading.
            }
        }
        return total;
    }

    private static (double Own, double Gone, int Parent) Read(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        double Seconds(int field) => long.Parse(fields[field]) / TicksPerSecond;
        return (Seconds(11) + Seconds(12), Seconds(13) + Seconds(14), int.Parse(fields[1]));
    }
}
