using System.Globalization;

namespace Academy.Load;

/// <summary>What the server counts itself, from <c>/metrics</c>.</summary>
internal static class ServerMetrics
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>The sum of all series of a metric whose tags contain a text; 0 when there is none.</summary>
    public static double Read(Uri server, string name, string tagged = "")
    {
        using var answer = Http.Send(new HttpRequestMessage(HttpMethod.Get, new Uri(server, "metrics")));
        using var reader = new StreamReader(answer.Content.ReadAsStream());
        var sum = 0d;
        while (reader.ReadLine() is { } line)
        {
            if (
                line.StartsWith(name, StringComparison.Ordinal)
                && (line[name.Length] is ' ' or '{')
                && line.Contains(tagged, StringComparison.Ordinal)
            )
                sum += double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);
        }
        return sum;
    }
}
