using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Academy.Runtime.Clustering.Transport;

/// <summary>A connection was refused, by this process or by the peer.</summary>
internal sealed class HandshakeException(RefusalCode code, string reason, SiloAddress? peer = null) : Exception(reason)
{
    internal RefusalCode Code => code;

    /// <summary>Who it said it was.</summary>
    internal SiloAddress? Peer => peer;
}

/// <summary>
/// What two processes say first: the dialer's hello, the other's challenge, the dialer's proof, a welcome. Each proves that it knows the
/// shared secret by a keyed hash over all that was said, both nonces in it, so that nothing can be replayed and nothing
/// said be changed on the way.
/// </summary>
internal sealed class Handshake(string cluster, byte[] secret, Func<SiloAddress?> self, MemberRole role)
{
    internal const int Version = 1;
    internal const int NonceLength = 32;
    internal const int ProofLength = 32;
    private const int LongestMessage = 4096;

    private static readonly byte[] AnswersLabel = Encoding.ASCII.GetBytes("academy cluster 1: answers");
    private static readonly byte[] DialsLabel = Encoding.ASCII.GetBytes("academy cluster 1: dials");

    /// <summary>The dialer's side.</summary>
    /// <exception cref="HandshakeException">One of the two does not want the other.</exception>
    internal async Task DialAsync(Channel channel, SiloAddress wanted, CancellationToken cancellation)
    {
        var dialer = self() ?? throw new HandshakeException(RefusalCode.NotNow, "This process has not joined yet.");
        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        var hello = new Hello(Version, cluster, dialer, role, wanted.Name, wanted.Generation, nonce).Write();
        await SendAsync(channel, FrameKind.Hello, hello, cancellation).ConfigureAwait(false);
        var challenge = await ReceiveAsync(channel, FrameKind.Challenge, cancellation).ConfigureAwait(false);
        var answer = Challenge.Read(challenge);
        var unproved = (answer with { Proof = [] }).Write();
        if (!Proves(answer.Proof, AnswersLabel, hello, unproved))
        {
            throw await RefuseAsync(
                channel, RefusalCode.OtherSecret, "The two processes have different cluster secrets.", wanted, cancellation)
                .ConfigureAwait(false);
        }

        if (answer.Name != wanted.Name || answer.Generation != wanted.Generation)
        {
            throw await RefuseAsync(
                channel, RefusalCode.OtherProcess, $"{answer.Name}/{answer.Generation} answers there.", wanted, cancellation)
                .ConfigureAwait(false);
        }

        await SendAsync(channel, FrameKind.Proof, Prove(DialsLabel, hello, challenge), cancellation).ConfigureAwait(false);
        await ReceiveAsync(channel, FrameKind.Welcome, cancellation).ConfigureAwait(false);
    }

    /// <summary>The other side.</summary>
    /// <param name="channel">The connection.</param>
    /// <param name="objection">Why this dialer is not wanted; null: it is.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Who has dialed.</returns>
    /// <exception cref="HandshakeException">One of the two does not want the other.</exception>
    internal async Task<(SiloAddress Address, MemberRole Role)> AnswerAsync(
        Channel channel, Func<SiloAddress, Refusal?> objection, CancellationToken cancellation)
    {
        var said = await ReceiveAsync(channel, FrameKind.Hello, cancellation).ConfigureAwait(false);
        var hello = Hello.Read(said);
        var here = self();
        if (ObjectionTo(hello, here) is { } refusal)
        {
            throw await RefuseAsync(channel, refusal.Code, refusal.Reason, hello.Dialer, cancellation).ConfigureAwait(false);
        }

        var unproved = new Challenge(
            here!.Name, here.Generation, RandomNumberGenerator.GetBytes(NonceLength), []);
        var challenge = (unproved with { Proof = Prove(AnswersLabel, said, unproved.Write()) }).Write();
        await SendAsync(channel, FrameKind.Challenge, challenge, cancellation).ConfigureAwait(false);
        var proof = await ReceiveAsync(channel, FrameKind.Proof, cancellation).ConfigureAwait(false);
        if (!Proves(proof, DialsLabel, said, challenge))
        {
            throw await RefuseAsync(
                channel, RefusalCode.OtherSecret, "The two processes have different cluster secrets.", hello.Dialer, cancellation)
                .ConfigureAwait(false);
        }

        if (objection(hello.Dialer) is { } unwanted)
        {
            throw await RefuseAsync(channel, unwanted.Code, unwanted.Reason, hello.Dialer, cancellation).ConfigureAwait(false);
        }

        await SendAsync(channel, FrameKind.Welcome, [], cancellation).ConfigureAwait(false);
        return (hello.Dialer, hello.Role);
    }

    private Refusal? ObjectionTo(Hello hello, SiloAddress? here) =>
        hello.Version != Version
            ? new(RefusalCode.OtherVersion, $"It speaks version {hello.Version} of the protocol, and this process {Version}.")
        : hello.Cluster != cluster
            ? new(RefusalCode.OtherCluster, $"It belongs to the cluster '{hello.Cluster}', and this process to '{cluster}'.")
        : here is null
            ? new(RefusalCode.NotNow, "This process has not joined yet.")
        : hello.WantedName != here.Name || hello.WantedGeneration != here.Generation
            ? new(RefusalCode.OtherProcess, $"It wants {hello.WantedName}/{hello.WantedGeneration}, and this process is {here}.")
        : null;

    private byte[] Prove(byte[] label, byte[] first, byte[] second)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(label);
        hash.AppendData(BitConverter.GetBytes(first.Length));
        hash.AppendData(first);
        hash.AppendData(second);
        return hash.GetHashAndReset();
    }

    private bool Proves(byte[] proof, byte[] label, byte[] first, byte[] second) =>
        CryptographicOperations.FixedTimeEquals(proof, Prove(label, first, second));

    private static async Task<HandshakeException> RefuseAsync(
        Channel channel, RefusalCode code, string reason, SiloAddress peer, CancellationToken cancellation)
    {
        await SendAsync(channel, FrameKind.Refused, new Refusal(code, reason).Write(), cancellation).ConfigureAwait(false);
        // A connection that is dropped at once could take the reason with it.
        await channel.Output.CompleteAsync().ConfigureAwait(false);
        return new HandshakeException(code, reason, peer);
    }

    private static async Task SendAsync(Channel channel, FrameKind kind, byte[] body, CancellationToken cancellation)
    {
        var sent = await channel.Output.WriteAsync(Frame.Make(kind, body), cancellation).ConfigureAwait(false);
        if (sent.IsCompleted)
        {
            throw new IOException("The peer has closed the connection during the handshake.");
        }
    }

    private static async Task<byte[]> ReceiveAsync(Channel channel, FrameKind wanted, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await channel.Input.ReadAsync(cancellation).ConfigureAwait(false);
            var rest = read.Buffer;
            if (Frame.TryRead(ref rest, LongestMessage, out var kind, out var body))
            {
                var bytes = body.ToArray();
                channel.Input.AdvanceTo(rest.Start);
                return kind == wanted ? bytes
                    : kind == FrameKind.Refused && Refusal.Read(bytes) is var refusal
                        ? throw new HandshakeException(refusal.Code, refusal.Reason)
                    : throw new ProtocolException($"{kind} during the handshake, where {wanted} was due.");
            }

            channel.Input.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
            {
                throw new IOException("The peer has closed the connection during the handshake.");
            }
        }
    }
}
