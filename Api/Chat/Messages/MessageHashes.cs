using System.Security.Cryptography;
using System.Text;
using Academy.Commands;

namespace Academy.Api.Chat.Messages;

/// <summary>
/// The request hashes of commands on a message: commands with one id are the same command if their hashes are equal.
/// The hash does not depend on the door (hub or REST), because a client that got no answer over the hub repeats over
/// REST.
/// </summary>
internal static class MessageHashes
{
    public static string OfEdit(Guid room, Guid message, EditMessageBody body)
    {
        // The hash of an edit that names nobody is that of earlier releases.
        string[] named = body.Mentions is null ? [] : [string.Join(' ', body.Mentions)];
        return Of(["edit", $"{room}", $"{message}", body.Body, .. named]);
    }

    public static string OfDeletion(Guid room, Guid message) => Of("delete", $"{room}", $"{message}");

    public static string OfReaction(Guid room, Guid message, string emoji, bool isOn) =>
        Of("react", $"{room}", $"{message}", emoji, $"{isOn}");

    /// <summary>The key of a request, with this hash in place of the one of its method, path and body.</summary>
    public static CommandKey? With(this CommandKey? key, Func<string> hash) =>
        key is null ? null : key with { RequestHash = hash() };

    /// <summary>A zero byte ends each part, so that different parts never give the same bytes.</summary>
    private static string Of(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData([0]);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
