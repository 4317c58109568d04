using System.Diagnostics;
using System.Text.Json;

namespace Academy.Web.Tests;

/// <summary>
/// The browsers of a script in browser/. A step is a sentence: it is sent as one line, and one JSON line comes back.
/// </summary>
internal sealed class Browsers : IAsyncDisposable
{
    private static readonly TimeSpan StepMax = TimeSpan.FromSeconds(120);

    private readonly Process node;
    private readonly Task<string> complaints;
    private readonly AcademyProcess academy;

    private Browsers(Process node, AcademyProcess academy)
    {
        (this.node, this.academy) = (node, academy);
        complaints = node.StandardError.ReadToEndAsync();
    }

    public static string Pictures =>
        Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "pictures")).FullName;

    public static Browsers Open(string script, AcademyProcess academy, params string[] more) =>
        new(
            Process.Start(
                new ProcessStartInfo("node", [script, academy.Address, Pictures, .. more])
                {
                    WorkingDirectory = Built.Browser,
                    UseShellExecute = false,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!,
            academy
        );

    public async Task SeeThatAsync(string step)
    {
        await node.StandardInput.WriteLineAsync(step);
        await node.StandardInput.FlushAsync();
        string? line;
        try
        {
            line = await node.StandardOutput.ReadLineAsync().WaitAsync(StepMax);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException(
                $"The browsers did not come to an end of “{step}” within {StepMax}.\n{academy.Output}",
                late
            );
        }
        if (line is null)
            Assert.Fail($"The browsers' process ended during “{step}”.\n{await complaints}");
        using var answer = JsonDocument.Parse(line);
        Assert.True(
            answer.RootElement.GetProperty("ok").GetBoolean(),
            $"“{step}” did not happen: {answer.RootElement.GetProperty("detail").GetString()}\n"
                + $"Pictures: {Pictures}\n{academy.Output}"
        );
    }

    public async ValueTask DisposeAsync()
    {
        node.StandardInput.Close();
        try
        {
            await node.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(15));
        }
        catch (TimeoutException)
        {
            node.Kill(entireProcessTree: true);
        }
        node.Dispose();
    }
}
