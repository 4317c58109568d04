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

    /// <summary>Creates a directory that only the user may enter.</summary>
    public async Task OwnAsync(string directory, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
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
        LetThrough(Path.GetDirectoryName(directory)!);
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

    /// <summary>
    /// The user must be able to pass every directory above. The permissions are changed only of directories that belong
    /// to the launcher.
    /// </summary>
    private static void LetThrough(string directory)
    {
        for (var at = directory; at is not null && !OperatingSystem.IsWindows(); at = Path.GetDirectoryName(at))
        {
            var mode = File.GetUnixFileMode(at);
            if (mode.HasFlag(UnixFileMode.OtherExecute))
                continue;
            if (at.Split('/').Any(part => part.Contains("academy", StringComparison.Ordinal)))
                File.SetUnixFileMode(at, mode | UnixFileMode.OtherExecute);
            else
                throw new LocalPostgresException(
                    $"{directory} lies under {at}, which an unprivileged user cannot enter: choose another directory, "
                        + "or run as an ordinary user."
                );
        }
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
