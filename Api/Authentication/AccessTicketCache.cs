using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace Academy.Api.Authentication;

/// <summary>
/// Tokens that were verified, until they expire. Checking a signature costs 60 µs and more; finding a token here costs
/// a fraction of one.
/// </summary>
/// <remarks>
/// Two generations bound it: when the young one is full it becomes the old one and what the old one held is forgotten,
/// unless it was asked for since. Only verified tokens get in, so nobody can fill it with rubbish.
/// </remarks>
internal sealed class AccessTicketCache(AccessTokens tokens, TimeProvider clock)
{
    private const int GenerationMax = 131_072;

    private Generation young = new();
    private Generation old = new();

    public bool TryGet(ReadOnlySpan<char> token, [NotNullWhen(true)] out AccessTicket? ticket)
    {
        if (young.Find(token) is { } known)
        {
            ticket = known;
            return clock.GetUtcNow() < ticket.Expires;
        }
        if (Volatile.Read(ref old).Find(token) is { } older && clock.GetUtcNow() < older.Expires)
            ticket = older;
        else if (!tokens.TryVerify(token, out ticket))
            return false;
        Keep(token, ticket);
        return true;
    }

    private void Keep(ReadOnlySpan<char> token, AccessTicket ticket)
    {
        var generation = young;
        if (
            generation.Count >= GenerationMax
            && Interlocked.CompareExchange(ref young, new Generation(), generation) == generation
        )
            Volatile.Write(ref old, generation);
        young.Add(token, ticket);
    }

    private sealed class Generation
    {
        private readonly ConcurrentDictionary<byte[], AccessTicket> tickets = new(BySignature.Instance);
        private readonly ConcurrentDictionary<byte[], AccessTicket>.AlternateLookup<ReadOnlySpan<char>> bySpan;
        private int count;

        public Generation() => bySpan = tickets.GetAlternateLookup<ReadOnlySpan<char>>();

        public int Count => Volatile.Read(ref count);

        public AccessTicket? Find(ReadOnlySpan<char> token) =>
            bySpan.TryGetValue(token, out var ticket) ? ticket : null;

        public void Add(ReadOnlySpan<char> token, AccessTicket ticket)
        {
            if (bySpan.TryAdd(token, ticket))
                Interlocked.Increment(ref count);
        }
    }

    /// <summary>
    /// Hashes a token by the end of its signature, which is as good as random; compares it whole. A verified token is
    /// ASCII: as bytes it takes half the room.
    /// </summary>
    private sealed class BySignature : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<char>, byte[]>
    {
        public static readonly BySignature Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) =>
            // The last character carries only two bits of the signature: take the eight before it.
            obj.Length < 9
                ? obj.Length
                : MemoryMarshal.Read<ulong>(obj.AsSpan()[^9..^1]).GetHashCode();

        public bool Equals(ReadOnlySpan<char> alternate, byte[] other) => Ascii.Equals(other, alternate);

        public int GetHashCode(ReadOnlySpan<char> alternate)
        {
            if (alternate.Length < 9)
                return alternate.Length;
            Span<byte> end = stackalloc byte[8];
            // What is not ASCII equals no token, whatever it hashes to.
            return Ascii.FromUtf16(alternate[^9..^1], end, out _) == OperationStatus.Done
                ? MemoryMarshal.Read<ulong>(end).GetHashCode()
                : 0;
        }

        public byte[] Create(ReadOnlySpan<char> alternate) => Encoding.ASCII.GetBytes(alternate.ToString());
    }
}
