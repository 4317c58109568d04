using Academy.Accounts;
using Academy.Pictures;

namespace Academy.Streams;

/// <summary>Display names and pictures. Events carry user ids; these join when they are encoded.</summary>
public interface INames
{
    /// <summary>The name of a person, or a neutral word when they are unknown or erased.</summary>
    string Of(UserId user);

    /// <summary>The picture of a person; null when they have none, or are unknown or erased.</summary>
    PictureId? PictureOf(UserId user) => null;

    /// <summary>Makes sure that <see cref="Of"/> knows these people, if anybody does.</summary>
    ValueTask EnsureAsync(IEnumerable<UserId> users) => default;
}
