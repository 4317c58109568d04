using System.Net;
using System.Net.Mail;
using Academy.Journal.Outbox;
using Microsoft.Extensions.Options;

namespace Academy.Grains.Mail;

/// <summary>Sends email over SMTP, one connection for each message.</summary>
/// <remarks>
/// The framework's client, since the feed has no MailKit. What the server says may quote the address, so only its
/// code gets into errors.
/// </remarks>
internal sealed class EmailSender(IOptions<SmtpOptions> options)
{
    private const int FirstPermanent = 500;

    private readonly SmtpOptions options = options.Value;

    public bool IsOpen => options.IsConfigured;

    /// <exception cref="EmailNotSentException">The server could not be reached, or did not take it; later it may.</exception>
    public async Task<OutboxResult> SendAsync(EmailMessage email, CancellationToken cancellationToken)
    {
        if (!IsOpen)
            throw new EmailNotSentException(
                "No mail server is configured (Mail__Smtp__Host) in the process that tried."
            );
        using var message = email.ToMessage(new MailAddress(options.From));
        using var client = new SmtpClient(options.Host, options.Port)
        {
            EnableSsl = options.Tls,
            // Only an address that needs it asks the server for mail in UTF-8: not every server on the way takes that.
            DeliveryFormat = email.To.All(char.IsAscii)
                ? SmtpDeliveryFormat.SevenBit
                : SmtpDeliveryFormat.International,
        };
        if (options.User is { Length: > 0 } user)
            client.Credentials = new NetworkCredential(user, options.Password);
        try
        {
            await client.SendMailAsync(message, cancellationToken).WaitAsync(cancellationToken);
            return OutboxResult.Done;
        }
        catch (SmtpFailedRecipientException error) when ((int)error.StatusCode >= FirstPermanent)
        {
            return OutboxResult.Never($"The mail server does not take mail for this address: {(int)error.StatusCode}.");
        }
        catch (SmtpException error) when (error.StatusCode == SmtpStatusCode.GeneralFailure)
        {
            throw new EmailNotSentException(
                $"The mail server cannot be reached, or broke off: {error.InnerException?.GetType().Name ?? "general failure"}."
            );
        }
        catch (SmtpException error)
        {
            throw new EmailNotSentException($"The mail server answered {(int)error.StatusCode}.");
        }
    }
}

/// <summary>An email did not reach the mail server.</summary>
internal sealed class EmailNotSentException(string message) : Exception(message);
