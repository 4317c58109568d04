using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Orleans.Runtime;

namespace Academy.Runtime.Clustering;

/// <summary>
/// Rendezvous hashing: of all silos, the one whose name gives the highest hash together with the grain's identity owns the grain.
/// Everybody who knows the same silos comes to the same answer without asking anybody, and a silo that joins or leaves
/// moves only the grains that it gets or had. The hashes are part of the protocol between processes: they must be the
/// same in every process and in every release that runs beside this one.
/// </summary>
internal static class Placement
{
    private const ulong Seed = 0x9E3779B97F4A7C15;
    private const ulong Factor = 0xD6E8FEB86659FD93;

    internal static ulong HashOf(GrainId grain) => Mix(Add(Add(Seed, grain.Type.ToString()), grain.Key.ToString()));

    internal static ulong HashOf(string silo) => Mix(Add(~Seed, silo));

    /// <summary>How much a silo attracts a grain.</summary>
    internal static ulong Weight(ulong grain, ulong silo) => Mix(grain ^ silo);

    private static ulong Add(ulong hash, string text)
    {
        var bytes = MemoryMarshal.AsBytes(text.AsSpan());
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            hash = Step(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        var rest = (ulong)text.Length;
        foreach (var part in bytes)
        {
            rest = rest << 8 | part;
        }

        return Step(hash ^ rest);
    }

    private static ulong Step(ulong hash)
    {
        hash *= Factor;
        return hash ^ hash >> 32;
    }

    private static ulong Mix(ulong hash) => Step(Step(hash ^ hash >> 29));
}
