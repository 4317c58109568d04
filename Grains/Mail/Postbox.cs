using System.Net;
using System.Net.Mail;
using Academy.Journal.Outbox;
using Microsoft.Extensions.Options;

namespace Academy.Grains.Mail;

/// <summary>Hands letters to the mail server, one connection each.</summary>
/// <remarks>
/// The framework's client, since MailKit is not to be had here. What the server says may quote the address, so only its
/// code gets into errors.
/// </remarks>
internal sealed class Postbox(IOptions<SmtpOptions> options)
{
    private const int FirstPermanent = 500;

    private readonly SmtpOptions options = options.Value;

    public bool IsOpen => options.IsConfigured;

    /// <exception cref="PostException">The server could not be reached, or did not take it; later it may.</exception>
    public async Task<OutboxResult> SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        if (!IsOpen)
            throw new PostException("No mail server is configured (Mail__Smtp__Host) in the process that tried.");
        using var message = letter.ToMessage(new MailAddress(options.From));
        using var client = new SmtpClient(options.Host, options.Port)
        {
            EnableSsl = options.Tls,
            // Only an address that needs it asks the server for mail in UTF-8: not every server on the way takes that.
            DeliveryFormat = letter.To.All(char.IsAscii)
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
            throw new PostException(
                $"The mail server cannot be reached, or broke off: {error.InnerException?.GetType().Name ?? "general failure"}."
            );
        }
        catch (SmtpException error)
        {
            throw new PostException($"The mail server answered {(int)error.StatusCode}.");
        }
    }
}

/// <summary>A letter did not get to the mail server.</summary>
internal sealed class PostException(string message) : Exception(message);
