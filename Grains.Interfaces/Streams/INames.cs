using Academy.Accounts;

namespace Academy.Streams;

/// <summary>Display names. Events carry user ids; names join when they are encoded.</summary>
public interface INames
{
    /// <summary>The name of a person, or a neutral word when they are unknown or erased.</summary>
    string Of(UserId user);

    /// <summary>Makes sure that <see cref="Of"/> knows these people, if anybody does.</summary>
    ValueTask EnsureAsync(IEnumerable<UserId> users) => default;
}
