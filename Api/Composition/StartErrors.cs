using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Academy.Api.Composition;

/// <summary>
/// A start that fails says so in one line on stderr and with its exit code; a stack trace helps nobody there.
/// </summary>
internal static class StartErrors
{
    private const int NoSpaceLeft = 28;

    /// <summary>Until the host runs, the framework's own account of a failed start stays out of the log.</summary>
    public static void QuietUntilStarted(this WebApplicationBuilder builder)
    {
        foreach (var category in new[] { "Microsoft.AspNetCore", "Microsoft.Extensions.Hosting" })
            builder.Logging.AddFilter(category, level =>
                level >= LogLevel.Warning && (hasStarted || level < LogLevel.Error)
            );
    }

    private static bool hasStarted;

    public static async Task<int> RunAsync(Func<Task<WebApplication>> compose)
    {
        try
        {
            await using var app = await compose();
            await app.StartAsync();
            hasStarted = true;
            await app.WaitForShutdownAsync();
            return Environment.ExitCode;
        }
        catch (Exception fault) when (!hasStarted)
        {
            await Console.Error.WriteLineAsync($"Academy cannot start: {Reason(fault)}");
            return 1;
        }
    }

    /// <summary>Runs a command; what it fails with is one line too.</summary>
    public static async Task<int> RunAsync(string command, Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync($"{command}: {Reason(fault)}");
            return 1;
        }
    }

    private static string Reason(Exception fault)
    {
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (cause is AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
                return $"{FirstLine(fault)} Stop what listens there, or set ASPNETCORE_URLS to another address.";
            if (cause is IOException && (cause.HResult & 0xFFFF) == NoSpaceLeft)
                return $"the disk is full ({FirstLine(cause)}).";
        }
        return FirstLine(fault is AggregateException { InnerException: { } inner } ? inner : fault);
    }

    private static string FirstLine(Exception fault) => fault.Message.ReplaceLineEndings(" ");
}
