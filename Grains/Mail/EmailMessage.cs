using System.Net.Mail;
using System.Text;
using Academy.Accounts;

namespace Academy.Grains.Mail;

/// <summary>An email to one person, as plain text.</summary>
/// <param name="Id">The outbox row's id: the same email sent again has the same Message-ID.</param>
/// <param name="To">An address that is well formed.</param>
/// <param name="Name">As the person wrote it.</param>
internal sealed record EmailMessage(Guid Id, string To, string Name, string Subject, string Text)
{
    public MailMessage ToMessage(MailAddress from) =>
        new()
        {
            From = from,
            To = { new MailAddress(EmailAddress.WithAsciiHost(To), Phrase(Name), Encoding.UTF8) },
            Subject = Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = Text,
            BodyEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
            Headers = { { "Message-ID", $"<{Id:N}@{from.Host}>" }, { "Auto-Submitted", "auto-generated" } },
        };

    /// <summary>
    /// A name as a header may hold it: on one line, and without what would end the quotes that the framework puts it
    /// in.
    /// </summary>
    private static string Phrase(string name)
    {
        var phrase = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.Value == '"')
                phrase.Append('\'');
            else if (rune.Value != '\\' && !Rune.IsControl(rune) && rune != Rune.ReplacementChar)
                phrase.Append(rune.ToString());
        }
        return phrase.ToString().Trim();
    }
}
