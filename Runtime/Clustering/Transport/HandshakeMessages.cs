using System.Buffers;
using System.Text;

namespace Academy.Runtime.Clustering.Transport;

/// <summary>Why a connection is refused. The numbers are the protocol.</summary>
internal enum RefusalCode : byte
{
    /// <summary>No frame of this protocol came.</summary>
    Protocol = 1,
    OtherVersion = 2,
    OtherCluster = 3,
    OtherSecret = 4,

    /// <summary>The process at this address is another one, or another life of it.</summary>
    OtherProcess = 5,

    /// <summary>The dialer has been replaced by a later life of itself.</summary>
    Replaced = 6,

    /// <summary>The process has not joined yet, or leaves.</summary>
    NotNow = 7,
}

/// <summary>Who dials, and whom it wants.</summary>
internal sealed record Hello(
    int Version, string Cluster, SiloAddress Dialer, MemberRole Role, string WantedName, long WantedGeneration, byte[] Nonce)
{
    private const uint Magic = 0x59444341;

    internal byte[] Write() => HandshakeText.Write(writer =>
    {
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(Cluster);
        writer.Write(Dialer.Name);
        writer.Write(Dialer.Generation);
        writer.Write(Dialer.Host);
        writer.Write(Dialer.Port);
        writer.Write((byte)Role);
        writer.Write(WantedName);
        writer.Write(WantedGeneration);
        writer.Write(Nonce);
    });

    internal static Hello Read(byte[] body) => HandshakeText.Read(body, static reader =>
    {
        if (reader.ReadUInt32() != Magic)
        {
            throw new ProtocolException("No handshake of a cluster.");
        }

        // What follows the version belongs to it: another one may not be readable.
        var version = reader.ReadInt32();
        return version != Handshake.Version
            ? new Hello(version, "", new SiloAddress("", 0, "", 0), default, "", 0, [])
            : new Hello(
                version,
                reader.ReadString(),
                new SiloAddress(reader.ReadString(), reader.ReadInt64(), reader.ReadString(), reader.ReadInt32()),
                (MemberRole)reader.ReadByte(),
                reader.ReadString(),
                reader.ReadInt64(),
                reader.ReadBytes(Handshake.NonceLength));
    });
}

/// <summary>Who answers, and that it knows the secret.</summary>
internal sealed record Challenge(string Name, long Generation, byte[] Nonce, byte[] Proof)
{
    internal byte[] Write() => HandshakeText.Write(writer =>
    {
        writer.Write(Name);
        writer.Write(Generation);
        writer.Write(Nonce);
        writer.Write(Proof);
    });

    internal static Challenge Read(byte[] body) => HandshakeText.Read(body, static reader => new Challenge(
        reader.ReadString(),
        reader.ReadInt64(),
        reader.ReadBytes(Handshake.NonceLength),
        reader.ReadBytes(Handshake.ProofLength)));
}

/// <summary>The connection is not wanted.</summary>
internal sealed record Refusal(RefusalCode Code, string Reason)
{
    internal byte[] Write() => HandshakeText.Write(writer =>
    {
        writer.Write((byte)Code);
        writer.Write(Reason);
    });

    internal static Refusal Read(byte[] body) => HandshakeText.Read(body, static reader =>
        new Refusal((RefusalCode)reader.ReadByte(), reader.ReadString()));
}

/// <summary>Handshakes are rare and short: plain writers do.</summary>
internal static class HandshakeText
{
    internal static byte[] Write(Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        write(writer);
        writer.Flush();
        return bytes.ToArray();
    }

    internal static T Read<T>(byte[] body, Func<BinaryReader, T> read)
    {
        using var reader = new BinaryReader(new MemoryStream(body), Encoding.UTF8);
        try
        {
            return read(reader);
        }
        catch (Exception exception) when (exception is EndOfStreamException or IOException or FormatException)
        {
            throw new ProtocolException("A handshake that ends in the middle.");
        }
    }
}
