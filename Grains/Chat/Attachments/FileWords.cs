using System.Text.Json;
using System.Text.Json.Serialization;

namespace Academy.Grains.Chat.Attachments;

/// <summary>What is known of a file only as long as its owner's key is there.</summary>
/// <param name="Name">As others see it.</param>
/// <param name="Key">Of its chunks.</param>
/// <param name="Hash">SHA-256 of its bytes: tells whether an upload is the same one again.</param>
internal sealed record FileWords(string Name, byte[] Key, byte[] Hash)
{
    public string ToText() => JsonSerializer.Serialize(this, FileWordsJson.Default.FileWords);

    public static FileWords Of(string text) => JsonSerializer.Deserialize(text, FileWordsJson.Default.FileWords)!;
}

[JsonSerializable(typeof(FileWords))]
internal sealed partial class FileWordsJson : JsonSerializerContext;
