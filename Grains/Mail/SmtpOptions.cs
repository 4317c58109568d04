using MimeKit;

namespace Academy.Grains.Mail;

/// <summary>The server that takes our mail. Without one, no mail is left to be sent.</summary>
public sealed class SmtpOptions
{
    /// <summary>Null: there is none.</summary>
    public string? Host { get; set; }

    public int Port { get; set; } = 25;

    /// <summary>
    /// Whom mail comes from: <c>academy@example.org</c>, or <c>Academy &lt;academy@example.org&gt;</c>.
    /// </summary>
    public string From { get; set; } = "";

    /// <summary>
    /// Whether the connection is encrypted (STARTTLS; on port 465 from its beginning), as it must be beyond one's own
    /// network.
    /// </summary>
    public bool Tls { get; set; } = true;

    public string? User { get; set; }

    public string? Password { get; set; }

    public bool IsConfigured => !string.IsNullOrEmpty(Host);

    internal bool IsComplete => !IsConfigured || (Port is > 0 and < 65_536 && MailboxAddress.TryParse(From, out _));
}
