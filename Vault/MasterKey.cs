using System.Security.Cryptography;
using Academy.Journal.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Academy.Vault;

/// <summary>
/// Wraps the persons' keys with AES-256-GCM. The person's id is authenticated with the key, so a key cannot be moved to
/// another person.
/// </summary>
public sealed class MasterKey(IOptions<VaultOptions> options) : IStartCheck
{
    private static readonly byte[] Known = "academy.master-key.v1"u8.ToArray();

    public byte[] Wrap(Guid person, byte[] key) => Sealing.Seal(options.Value.MasterKey, key, person.ToByteArray());

    public byte[] Unwrap(Guid person, byte[] wrapped) =>
        Sealing.Open(options.Value.MasterKey, wrapped, person.ToByteArray());

    /// <summary>The first start stores a known text under the master key; later ones verify that text.</summary>
    /// <exception cref="InvalidOperationException">Another master key wraps the persons' keys.</exception>
    public async Task CheckAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        // Two statements: an insert that conflicts with another process's row does not see that row yet.
        await using var make = database.CreateCommand(
            "insert into vault.master_check (wrapped) values ($1) on conflict do nothing"
        );
        make.Parameters.Add(new() { Value = Sealing.Seal(options.Value.MasterKey, Known, Known) });
        await make.ExecuteNonQueryAsync(cancellationToken);
        await using var find = database.CreateCommand("select wrapped from vault.master_check");
        Verify((byte[])(await find.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <param name="wrapped">The known text as it is stored.</param>
    /// <exception cref="InvalidOperationException">Another master key wrapped it.</exception>
    public void Verify(byte[] wrapped)
    {
        try
        {
            Sealing.Open(options.Value.MasterKey, wrapped, Known);
        }
        catch (CryptographicException error)
        {
            throw new InvalidOperationException(
                "The master key is not the one that wraps this database's personal keys.",
                error
            );
        }
    }
}
