using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Academy.Journal.Vault;

/// <summary>Wraps the persons' keys: AES-256-GCM, bound to the person, so that keys cannot change places.</summary>
internal sealed class MasterKey(IOptions<JournalOptions> options)
{
    private static readonly byte[] Known = "academy.master-key.v1"u8.ToArray();

    public byte[] Wrap(Guid person, byte[] key) => Sealing.Seal(options.Value.MasterKey, key, person.ToByteArray());

    public byte[] Unwrap(Guid person, byte[] wrapped) =>
        Sealing.Open(options.Value.MasterKey, wrapped, person.ToByteArray());

    /// <exception cref="InvalidOperationException">The persons' keys are under another master key.</exception>
    public async Task VerifyAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        // Two statements: the one that meets another process's row does not see it yet.
        await using var make = database.CreateCommand(
            "insert into vault.master_check (wrapped) values ($1) on conflict do nothing"
        );
        make.Parameters.Add(new() { Value = Sealing.Seal(options.Value.MasterKey, Known, Known) });
        await make.ExecuteNonQueryAsync(cancellationToken);
        await using var find = database.CreateCommand("select wrapped from vault.master_check");
        Verify((byte[])(await find.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <param name="wrapped">The known text, as it is stored.</param>
    /// <exception cref="InvalidOperationException">It is under another master key.</exception>
    public void Verify(byte[] wrapped)
    {
        try
        {
            Sealing.Open(options.Value.MasterKey, wrapped, Known);
        }
        catch (CryptographicException error)
        {
            throw new InvalidOperationException(
                "The master key is not the one that this database's personal keys are under.",
                error
            );
        }
    }
}
