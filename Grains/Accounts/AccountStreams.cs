using System.Text.Json.Serialization.Metadata;
using Academy.Streams;

namespace Academy.Grains.Accounts;

/// <summary>An account's stream, which has secrets: nobody watches it, and operators see it without them.</summary>
internal sealed class AccountStream : IStreamDescriptor<Account>
{
    public JsonTypeInfo<Account> State => AccountStateJson.Default.Account;
}

/// <summary>The stream of an e-mail address.</summary>
internal sealed class EmailStream : IStreamDescriptor<EmailReservation>
{
    public JsonTypeInfo<EmailReservation> State => AccountStateJson.Default.EmailReservation;
}
