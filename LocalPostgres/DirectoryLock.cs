namespace Academy.LocalPostgres;

/// <summary>
/// A file that one process at a time holds open. The operating system releases it when the process dies.
/// </summary>
internal static class DirectoryLock
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(50);

    public static async Task<IDisposable> TakeAsync(string path, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (TryTake(path) is { } held)
                return held;
            if (TimeProvider.System.GetElapsedTime(started) > timeout)
                throw new LocalPostgresException($"Another process has held {path} for {timeout.TotalSeconds:0} s.");
            await Task.Delay(Retry, TimeProvider.System, cancellationToken);
        }
    }

    public static IDisposable? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Shared with other processes; while one has it, <see cref="TryTake"/> fails.</summary>
    public static IDisposable Share(string path)
    {
        using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite)) { }
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
    }
}
