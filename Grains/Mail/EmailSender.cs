using System.Net.Sockets;
using Academy.Journal.Outbox;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Academy.Grains.Mail;

/// <summary>Sends email over SMTP, one connection for each message.</summary>
/// <remarks>What the server says may quote the address, so only its code gets into errors.</remarks>
internal sealed class EmailSender(IOptions<SmtpOptions> options)
{
    private const int FirstPermanent = 500;

    /// <summary>The port where a connection is encrypted from its beginning.</summary>
    private const int TlsPort = 465;

    private readonly SmtpOptions options = options.Value;

    public bool IsOpen => options.IsConfigured;

    /// <exception cref="EmailNotSentException">The server could not be reached, or did not take it; later it
    /// may.</exception>
    public async Task<OutboxResult> SendAsync(EmailMessage email, CancellationToken cancellationToken)
    {
        if (!IsOpen)
            throw new EmailNotSentException(
                "No mail server is configured (Mail__Smtp__Host) in the process that tried."
            );
        using var message = email.ToMessage(MailboxAddress.Parse(options.From));
        using var client = new SmtpClient();
        try
        {
            await client.ConnectAsync(options.Host!, options.Port, Security, cancellationToken);
            if (options.User is { Length: > 0 } user)
                await client.AuthenticateAsync(user, options.Password ?? "", cancellationToken);
            // A host is written in the letters of DNS. Only who has others before the @ needs a server that takes
            // UTF-8.
            var format = FormatOptions.Default.Clone();
            format.International = message.To.Mailboxes.Any(to => !to.LocalPart.All(char.IsAscii));
            if (format.International && !client.Capabilities.HasFlag(SmtpCapabilities.UTF8))
                return OutboxResult.Never("The mail server takes no address with letters beyond ASCII (SMTPUTF8).");
            await client.SendAsync(format, message, cancellationToken);
        }
        catch (SmtpCommandException error)
            when (error.ErrorCode == SmtpErrorCode.RecipientNotAccepted && (int)error.StatusCode >= FirstPermanent)
        {
            return OutboxResult.Never($"The mail server does not take mail for this address: {(int)error.StatusCode}.");
        }
        catch (SmtpCommandException error)
        {
            throw new EmailNotSentException($"The mail server answered {(int)error.StatusCode}.");
        }
        catch (Exception error) when (IsOfConnection(error))
        {
            throw new EmailNotSentException(
                $"The mail server cannot be reached, or broke off: {error.GetType().Name}."
            );
        }
        await TakeLeaveAsync(client);
        return OutboxResult.Done;
    }

    private SecureSocketOptions Security =>
        !options.Tls ? SecureSocketOptions.None
        : options.Port == TlsPort ? SecureSocketOptions.SslOnConnect
        : SecureSocketOptions.StartTls;

    private static bool IsOfConnection(Exception error) =>
        error
            is SocketException
                or IOException
                or ProtocolException
                or SslHandshakeException
                or AuthenticationException
                or ServiceNotConnectedException
                or NotSupportedException; // STARTTLS is wanted, and the server has none.

    private static async Task TakeLeaveAsync(SmtpClient client)
    {
        try
        {
            await client.DisconnectAsync(quit: true);
        }
        catch (Exception error) when (IsOfConnection(error))
        {
            // It has the mail: that it does not say goodbye changes nothing.
        }
    }
}

/// <summary>An email did not reach the mail server.</summary>
internal sealed class EmailNotSentException(string message) : Exception(message);
