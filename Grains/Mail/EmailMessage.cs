using System.Text;
using MimeKit;

namespace Academy.Grains.Mail;

/// <summary>An email to one person, as plain text.</summary>
/// <param name="Id">The outbox row's id: the same email sent again has the same Message-ID.</param>
/// <param name="To">An address that is well formed.</param>
/// <param name="Name">As the person wrote it.</param>
internal sealed record EmailMessage(Guid Id, string To, string Name, string Subject, string Text)
{
    public MimeMessage ToMessage(MailboxAddress from) =>
        new()
        {
            From = { from },
            To = { new MailboxAddress(Encoding.UTF8, Phrase(Name), To) },
            Subject = Subject,
            Body = new TextPart("plain") { Text = Text },
            MessageId = $"{Id:N}@{from.Domain}",
            Headers = { { "Auto-Submitted", "auto-generated" } },
        };

    /// <summary>A name as a header may hold it: on one line, and nothing that readers of mail would decode.</summary>
    private static string Phrase(string name) =>
        string.Concat(name.EnumerateRunes().Where(rune => !Rune.IsControl(rune) && rune != Rune.ReplacementChar))
            .Replace("=?", "= ?", StringComparison.Ordinal)
            .Trim();
}
