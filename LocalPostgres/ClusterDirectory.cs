using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Academy.LocalPostgres;

/// <summary>The files of one private cluster.</summary>
internal sealed class ClusterDirectory(string root)
{
    // sun_path holds 108 bytes; the server adds "/.s.PGSQL.5432" and ".lock".
    private const int SocketDirectoryMax = 85;

    public string Root { get; } = root;

    public string Data { get; } = Path.Combine(root, "data");

    public string HalfMade { get; } = Path.Combine(root, "data.new");

    public string LogFile { get; } = Path.Combine(root, "postgres.log");

    public string LockFile { get; } = Path.Combine(root, "lock");

    public string UseFile { get; } = Path.Combine(root, "use");

    /// <summary>The process id of the server that this launcher started, and may stop.</summary>
    public string StartedFile { get; } = Path.Combine(root, "started");

    public string PasswordFile { get; } = Path.Combine(root, "password");

    public bool Exists => File.Exists(Path.Combine(Data, "PG_VERSION"));

    public int Major => int.Parse(File.ReadAllText(Path.Combine(Data, "PG_VERSION")), CultureInfo.InvariantCulture);

    public string? ChooseSocketDirectory()
    {
        if (OperatingSystem.IsWindows())
            return null;
        var here = Path.Combine(Root, "run");
        if (Encoding.UTF8.GetByteCount(here) <= SocketDirectoryMax)
            return here;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Root)).AsSpan(0, 8));
        return $"/tmp/academy-{hash}";
    }

    public Postmaster? ReadPostmaster()
    {
        var file = Path.Combine(Data, "postmaster.pid");
        if (!File.Exists(file))
            return null;
        // process, data directory, start, port, socket directory, address …
        return File.ReadAllLines(file) is [var process, _, _, var port, var sockets, ..]
            ? new(
                int.Parse(process, CultureInfo.InvariantCulture),
                int.Parse(port, CultureInfo.InvariantCulture),
                sockets
            )
            : null;
    }

    public Task NoteStartAsync(CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(
            StartedFile,
            ReadPostmaster()?.ProcessId.ToString(CultureInfo.InvariantCulture),
            cancellationToken
        );

    public bool IsStartedHere(Postmaster running) =>
        File.Exists(StartedFile)
        && File.ReadAllText(StartedFile) == running.ProcessId.ToString(CultureInfo.InvariantCulture);

    public string ConnectionString(string user, string database)
    {
        var server = ReadPostmaster() ?? throw new LocalPostgresException($"The PostgreSQL in {Root} went away.");
        var settings = new NpgsqlConnectionStringBuilder
        {
            Username = user,
            Database = database,
            Port = server.Port,
        };
        if (server.SocketDirectory.Length > 0)
            settings.Host = server.SocketDirectory;
        else
            (settings.Host, settings.Password) = ("127.0.0.1", File.ReadAllText(PasswordFile));
        return settings.ConnectionString;
    }

    /// <summary>
    /// Nothing here weakens durability: <c>fsync</c>, <c>full_page_writes</c> and <c>synchronous_commit</c> stay on.
    /// </summary>
    public async Task ConfigureAsync(
        string? sockets,
        int port,
        IReadOnlyDictionary<string, string> more,
        CancellationToken cancellationToken
    )
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = sockets is null ? "127.0.0.1" : "",
            ["unix_socket_directories"] = sockets ?? "",
            ["port"] = $"{port}",
            ["max_connections"] = "200",
            ["shared_buffers"] = "256MB",
            ["max_wal_size"] = "2GB",
            ["checkpoint_timeout"] = "15min",
            ["jit"] = "off",
            ["update_process_title"] = "off",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
        };
        if (sockets is not null)
            settings["unix_socket_permissions"] = "0700";
        foreach (var (name, value) in more)
            settings[name] = value;
        var text = string.Join(
            '\n',
            settings.Select(setting => $"{setting.Key} = '{setting.Value.Replace("'", "''")}'")
        );
        var file = Path.Combine(Data, "academy.conf");
        await File.WriteAllTextAsync(file, $"# Written by the launcher at every start.\n{text}\n", cancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        var main = Path.Combine(Data, "postgresql.conf");
        const string include = "include_if_exists = 'academy.conf'";
        if (!(await File.ReadAllTextAsync(main, cancellationToken)).Contains(include))
            await File.AppendAllTextAsync(main, $"\n{include}\n", cancellationToken);
    }

    /// <summary>The reason that the log gives, if it gives one.</summary>
    public string? WhyFrom(long offset)
    {
        if (!File.Exists(LogFile))
            return null;
        using var log = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Position = Math.Min(offset, log.Length);
        using var reader = new StreamReader(log);
        // PostgreSQL logs the cause before the line that ends the process.
        var lines = reader.ReadToEnd().Split('\n');
        var cause = lines.FirstOrDefault(line =>
            line.Contains("could not ") || line.Contains("invalid ") || line.Contains("No space")
        );
        var end = lines.FirstOrDefault(line => line.Contains("FATAL:") || line.Contains("PANIC:"));
        return
            string.Join("; ", new[] { cause, end }.OfType<string>().Distinct().Select(line => line.Trim()))
                is { Length: > 0 } why
            ? why
            : null;
    }
}

internal sealed record Postmaster(int ProcessId, int Port, string SocketDirectory);
