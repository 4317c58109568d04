namespace Academy.Silo.Observability;

/// <summary>
/// <c>health URL</c>: asks a server on this machine how it is. For containers, which have no other program to ask.
/// </summary>
internal static class HealthCommand
{
    public const string Name = "health";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <returns>0: it answered well. 1: it did not, or not in time; the reason is printed. 2: nobody was
    /// named.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, CancellationToken cancellationToken)
    {
        if (args is not [var text] || !Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            await output.WriteLineAsync("Say whom to ask: health http://127.0.0.1:8080/health/ready");
            return 2;
        }
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(url, cancellationToken);
            await output.WriteLineAsync(
                $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}"
            );
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            await output.WriteLineAsync(fault.Message);
            return 1;
        }
    }
}
