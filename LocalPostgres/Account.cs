namespace Academy.LocalPostgres;

/// <summary>
/// The operating system's user that runs PostgreSQL: the user of this process. PostgreSQL refuses to run as root; then
/// it is <c>postgres</c>, or <c>nobody</c> where there is no such user.
/// </summary>
internal sealed class Account
{
    private readonly string? user;

    private Account(string? user) => this.user = user;

    public static bool IsRoot => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    public static Account Current() =>
        new(
            !IsRoot ? null
            : Exists("postgres") ? "postgres"
            : "nobody"
        );

    /// <summary>
    /// Creates a directory. Those above it that are made for it let the user pass; what was there before stays as it
    /// is, but for the launcher's own home.
    /// </summary>
    public void Make(string directory)
    {
        string[] ours =
        [
            .. Above(directory).Where(at => !Directory.Exists(at) || at == LocalPostgresOptions.HomeOfRoot),
        ];
        Directory.CreateDirectory(directory);
        if (user is null || OperatingSystem.IsWindows())
            return;
        foreach (var at in ours)
            File.SetUnixFileMode(at, File.GetUnixFileMode(at) | UnixFileMode.OtherExecute);
    }

    /// <summary>Creates a directory that only the user may enter.</summary>
    public async Task OwnAsync(string directory, CancellationToken cancellationToken)
    {
        Make(directory);
        if (OperatingSystem.IsWindows())
            return;
        if (new DirectoryInfo(directory).LinkTarget is not null)
            throw new LocalPostgresException($"{directory} is a link; PostgreSQL's directory must not be one.");
        const UnixFileMode only = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        File.SetUnixFileMode(directory, only);
        if (user is null)
            return;
        var result = await Command.RunAsync("chown", [user, directory], "/", cancellationToken);
        if (!result.Ok)
            throw new LocalPostgresException($"{directory} cannot be given to user {user}: {result.LastLine}");
        await CheckWayAsync(directory, cancellationToken);
    }

    /// <summary>Runs a program as the user.</summary>
    public Task<CommandResult> RunAsync(
        string program,
        string[] arguments,
        string directory,
        CancellationToken cancellationToken
    )
    {
        if (user is null)
            return Command.RunAsync(program, arguments, directory, cancellationToken);
        if (Command.Find("setpriv") is { } setpriv)
            return Command.RunAsync(
                setpriv,
                ["--reuid", user, "--regid", Group(user), "--clear-groups", "--", program, .. arguments],
                directory,
                cancellationToken
            );
        if (Command.Find("runuser") is { } runuser)
            return Command.RunAsync(runuser, ["-u", user, "--", program, .. arguments], directory, cancellationToken);
        if (Command.Find("su") is { } su)
            return Command.RunAsync(
                su,
                ["-s", "/bin/sh", user, "-c", string.Join(' ', arguments.Prepend(program).Select(Quote))],
                directory,
                cancellationToken
            );
        throw new LocalPostgresException(
            "PostgreSQL refuses to run as root, and this machine has none of setpriv, runuser and su to become "
                + "another user: run as an ordinary user."
        );
    }

    private async Task CheckWayAsync(string directory, CancellationToken cancellationToken)
    {
        if (await CanEnterAsync(directory, cancellationToken))
            return;
        foreach (var at in Above(directory).Reverse())
        {
            if (!await CanEnterAsync(at, cancellationToken))
                throw new LocalPostgresException(
                    $"{directory} lies under {at}, which user {user}, who is to run PostgreSQL, cannot enter: "
                        + "choose another directory, or run as an ordinary user."
                );
        }
        throw new LocalPostgresException($"{directory} cannot be entered by user {user}: choose another directory.");
    }

    private async Task<bool> CanEnterAsync(string directory, CancellationToken cancellationToken) =>
        (await RunAsync("/bin/sh", ["-c", "cd \"$0\"", directory], "/", cancellationToken)).Ok;

    /// <summary>The directories above, the nearest first.</summary>
    private static IEnumerable<string> Above(string directory)
    {
        for (var at = Path.GetDirectoryName(directory); at is not null; at = Path.GetDirectoryName(at))
            yield return at;
    }

    private static bool Exists(string name) => Line(name) is not null;

    private static string Group(string name) => Line(name)?.Split(':') is [_, _, _, var group, ..] ? group : "nogroup";

    private static string? Line(string name) =>
        File.Exists("/etc/passwd")
            ? File.ReadLines("/etc/passwd")
                .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))
            : null;

    private static string Quote(string argument) => $"'{argument.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
