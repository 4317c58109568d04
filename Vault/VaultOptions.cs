namespace Academy.Vault;

/// <summary>Settings of the vault.</summary>
public sealed class VaultOptions
{
    /// <summary>32 bytes that wrap the persons' keys; required.</summary>
    public byte[] MasterKey { get; set; } = [];
}
