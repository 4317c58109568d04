using System.Text.Json;
using System.Text.Json.Serialization;

namespace Academy.Backup;

/// <summary>What a backup file says about itself.</summary>
/// <param name="Format">Of the file; another one is refused.</param>
/// <param name="Part"><see cref="DataPart"/> or <see cref="KeysPart"/>.</param>
/// <param name="TakenAt">The instant that it holds, by the database's clock.</param>
/// <param name="Postgres">Version of the server it was taken from.</param>
/// <param name="Vault">Identifies the vault whose keys open the data; the same in both parts. A restore keeps
/// it.</param>
/// <param name="Restores">The counter of the epoch at that instant.</param>
/// <param name="Events">Events in the journal.</param>
/// <param name="LastEventAt">When the latest of them happened.</param>
public sealed record BackupManifest(
    int Format,
    string Part,
    DateTimeOffset TakenAt,
    string Postgres,
    string Vault,
    long Restores,
    long Events,
    DateTimeOffset? LastEventAt,
    IReadOnlyList<BackupMigration> Migrations,
    IReadOnlyList<BackupTable> Tables,
    IReadOnlyList<BackupSequence> Sequences
)
{
    public const int CurrentFormat = 1;
    public const string DataPart = "data";
    public const string KeysPart = "keys";
}

public sealed record BackupMigration(int Number, string Name, string Checksum);

/// <param name="Name">With its schema.</param>
/// <param name="Columns">In the order in which the rows have them.</param>
/// <param name="Sha256">Of the rows, as <c>COPY</c> writes them.</param>
public sealed record BackupTable(string Name, IReadOnlyList<string> Columns, long Rows, string Sha256);

/// <param name="Last">The latest number it gave out.</param>
public sealed record BackupSequence(string Name, long Last);

/// <summary>A backup cannot be taken or restored. The message is one line that says why; nothing was changed.</summary>
public sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
