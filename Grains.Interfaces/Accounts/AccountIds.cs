using System.Text.Json.Serialization;
using Academy.Identifiers;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Accounts;

/// <summary>A person with an account.</summary>
[GenerateSerializer, Immutable, Alias("accounts.user-id"), JsonConverter(typeof(IdConverter<UserId>))]
public readonly record struct UserId([property: Id(0)] Guid Value) : IId<UserId>
{
    public static UserId Of(Guid value) => new(value);

    public override string ToString() => Value.ToString("D");
}

/// <summary>A signed-in device: a family of refresh tokens.</summary>
[GenerateSerializer, Immutable, Alias("accounts.session-id"), JsonConverter(typeof(IdConverter<SessionId>))]
public readonly record struct SessionId([property: Id(0)] Guid Value) : IId<SessionId>
{
    public static SessionId Of(Guid value) => new(value);

    public override string ToString() => Value.ToString("D");
}
