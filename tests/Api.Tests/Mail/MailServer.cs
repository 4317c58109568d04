using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Mail;

/// <summary>Somebody else's mail server (npm <c>smtp-server</c>), and what arrived there.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process process;
    private readonly Channel<JsonElement> lines = Channel.CreateUnbounded<JsonElement>();

    private MailServer(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } text)
                lines.Writer.TryWrite(JsonSerializer.Deserialize<JsonElement>(text));
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What an academy must be told to send its mail here.</summary>
    public string[] Settings { get; private set; } = [];

    public bool IsEmpty => lines.Reader.Count == 0;

    /// <param name="takesUtf8">Whether addresses may have letters beyond ASCII.</param>
    public static async Task<MailServer> StartAsync(bool takesUtf8 = true)
    {
        var server = new MailServer(await Oracle.StartAsync("smtp.mjs", takesUtf8 ? [] : ["ascii"]));
        var port = (await server.NextLineAsync()).Number("port");
        server.Settings =
        [
            "--Mail:Smtp:Host=127.0.0.1",
            $"--Mail:Smtp:Port={port}",
            "--Mail:Smtp:Tls=false",
            "--Mail:Smtp:From=Academy <hello@academy.test>",
        ];
        return server;
    }

    /// <summary>Answers recipients with this code from now on; 0 takes them.</summary>
    public Task RefuseAsync(int code) => TellAsync(new { refuse = code });

    /// <summary>Whether mail that arrived is acknowledged.</summary>
    public Task AnswerAsync(bool answer) => TellAsync(new { answer });

    public async Task<Mail> NextAsync() => new(await NextLineAsync());

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task TellAsync(object mode)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(mode));
        await process.StandardInput.FlushAsync();
    }

    private async Task<JsonElement> NextLineAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await lines.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"Waited {Patience.TotalSeconds} s for the mail server to say something.", late);
        }
    }
}

/// <summary>A mail as it arrived.</summary>
internal sealed partial class Mail
{
    private readonly List<(string Name, string Value)> headers = [];

    public Mail(JsonElement line)
    {
        To = [.. line.GetProperty("to").EnumerateArray().Select(to => to.GetString()!)];
        IsUtf8 = line.GetProperty("utf8").GetBoolean();
        var parts = Encoding.UTF8.GetString(line.GetProperty("raw").GetBytesFromBase64()).Split("\r\n\r\n", 2);
        foreach (var header in Folded().Replace(parts[0], " ").Split("\r\n"))
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            headers.Add((header[..colon], Decoded(header[(colon + 1)..].Trim())));
        }
        Text = All("Content-Transfer-Encoding").SingleOrDefault() switch
        {
            "base64" => Encoding.UTF8.GetString(
                Convert.FromBase64String(parts[1].Replace("\r\n", "", StringComparison.Ordinal))
            ),
            "quoted-printable" => Encoding.UTF8.GetString(
                Bytes(parts[1].Replace("=\r\n", "", StringComparison.Ordinal))
            ),
            _ => parts[1],
        };
    }

    /// <summary>Whom the envelope names.</summary>
    public string[] To { get; }

    public bool IsUtf8 { get; }

    public string Text { get; }

    public string this[string header] => All(header).Single();

    public IEnumerable<string> Names => headers.Select(h => h.Name);

    public IEnumerable<string> All(string header) =>
        headers.Where(h => h.Name.Equals(header, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value);

    /// <summary>RFC 2047: encoded words, of which neighbours belong together.</summary>
    private static string Decoded(string text) =>
        Words()
            .Replace(text, words =>
            {
                var bytes = Word()
                    .Matches(words.Value)
                    .SelectMany(word =>
                        word.Groups["kind"].Value is "B" or "b"
                            ? Convert.FromBase64String(word.Groups["text"].Value)
                            : Quoted(word.Groups["text"].Value)
                    );
                return Encoding.UTF8.GetString([.. bytes]);
            });

    private static byte[] Quoted(string text) => Bytes(text.Replace('_', ' '));

    private static byte[] Bytes(string quoted) =>
        Encoding.Latin1.GetBytes(Hex().Replace(quoted, hex => ((char)Convert.ToByte(hex.Value[1..], 16)).ToString()));

    [GeneratedRegex(@"\r\n[ \t]+")]
    private static partial Regex Folded();

    [GeneratedRegex(
        @"=\?utf-8\?[BbQq]\?[^?]*\?=(\s*=\?utf-8\?[BbQq]\?[^?]*\?=)*",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Words();

    [GeneratedRegex(@"=\?utf-8\?(?<kind>[BbQq])\?(?<text>[^?]*)\?=", RegexOptions.IgnoreCase)]
    private static partial Regex Word();

    [GeneratedRegex("=[0-9A-Fa-f]{2}")]
    private static partial Regex Hex();
}
