using System.Net.Sockets;
using System.Text;

namespace Academy.Processes.Fuzz;

/// <summary>One request of chance, and how it is sent.</summary>
internal sealed class RandomRequest(Operation operation, string method, string path, string role)
{
    /// <summary>In place of a status.</summary>
    public const int NoAnswer = 0;

    public Operation Operation => operation;

    public string Role => role;

    public string Method { get; set; } = method;

    public string Query { get; set; } = "";

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public byte[]? Body { get; set; }

    public string? ContentType { get; set; } = "application/json";

    /// <summary>What the body's only chunk is said to have, in hexadecimal; null: the length is told
    /// truly.</summary>
    public string? ChunkSize { get; set; }

    /// <summary>Method and path are the document's own, so that its answers are expected.</summary>
    public bool IsDescribed { get; set; }

    public HttpRequestMessage ToMessage(Uri server, string? token)
    {
        var address = new Uri(
            $"{server.GetLeftPart(UriPartial.Authority)}{path}{Query}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );
        var message = new HttpRequestMessage(new HttpMethod(Method), address);
        if (token is not null && !Headers.ContainsKey("Authorization"))
            message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        foreach (var (name, value) in Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            if (ContentType is not null)
                message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }
        return message;
    }

    /// <summary>Sends it with its <see cref="ChunkSize"/>, as no client of .NET would.</summary>
    /// <returns>The status, or <see cref="NoAnswer"/>.</returns>
    public async Task<int> SendRawAsync(Uri server, string? token)
    {
        using var client = new TcpClient();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await client.ConnectAsync(server.Host, server.Port, patience.Token);
        var stream = client.GetStream();
        var head =
            $"{Method} {path} HTTP/1.1\r\nHost: {server.Authority}\r\nTransfer-Encoding: chunked\r\n"
            + (ContentType is null ? "" : $"Content-Type: {ContentType}\r\n")
            + (token is null ? "" : $"Authorization: Bearer {token}\r\n")
            + $"Connection: close\r\n\r\n{ChunkSize}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), patience.Token);
        await stream.WriteAsync((byte[])[.. Body ?? [], .. "\r\n0\r\n\r\n"u8], patience.Token);
        // What promises more than it sends ends here.
        client.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        try
        {
            var line = await reader.ReadLineAsync(patience.Token);
            // Who sends half a request is owed no answer.
            return line is null ? NoAnswer : int.Parse(line.Split(' ')[1]);
        }
        catch (IOException e)
            when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // The server closed before it had read all of the body: what it answered may be lost on the way.
            return NoAnswer;
        }
    }

    public override string ToString() =>
        $"{Method} {path}{Query} as {role}, {string.Join(", ", Headers)} {ContentType} {ChunkSize}: "
        + (Body is null ? "no body" : Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 600))));
}
