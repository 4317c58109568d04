using System.Text;

namespace Academy.Processes.Fuzz;

/// <summary>What a hostile client says: from nearly well-behaved to nonsense.</summary>
internal sealed class Frames(Random random, string stream)
{
    private static readonly byte[] Handshake = Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e");

    /// <summary>One attack: a name for it, and the bytes that follow the upgrade.</summary>
    public (string Name, List<byte[]> Bytes) Next()
    {
        return random.Next(22) switch
        {
            0 => ("truncated handshake", [Whole(Handshake.AsSpan(0, random.Next(Handshake.Length)))]),
            1 => ("mutated handshake", [Whole(NaughtyText.Mutate(random, Handshake))]),
            2 => ("messagepack handshake", [Whole(Bytes("{\"protocol\":\"messagepack\",\"version\":1}\u001e"))]),
            3 => (
                "unknown version",
                [Whole(Bytes($"{{\"protocol\":\"json\",\"version\":{random.Next(2, 1_000)}}}\u001e"))]
            ),
            4 => ("reserved bits", Greeted(RawSocket.Frame(RawSocket.Text, Valid(), reserved: random.Next(1, 8)))),
            5 => (
                "reserved opcode",
                Greeted(RawSocket.Frame(random.Next(2) == 0 ? random.Next(3, 8) : random.Next(11, 16), Valid()))
            ),
            6 => ("unmasked", Greeted(RawSocket.Frame(RawSocket.Text, Valid(), masked: false))),
            7 => ("continuation of nothing", Greeted(RawSocket.Frame(0, Valid()))),
            8 => ("fragments", Greeted([.. Fragments(Valid())])),
            9 => (
                "text within text",
                Greeted(
                    RawSocket.Frame(RawSocket.Text, Valid(), final: false),
                    RawSocket.Frame(RawSocket.Text, Valid())
                )
            ),
            10 => (
                "long control frame",
                Greeted(RawSocket.Frame(RawSocket.PingFrame, new byte[random.Next(126, 500)]))
            ),
            11 => ("fragmented control frame", Greeted(RawSocket.Frame(RawSocket.PingFrame, "x"u8, final: false))),
            12 => (
                "bad close",
                Greeted(
                    RawSocket.Frame(
                        RawSocket.CloseFrame,
                        random.Next(3) switch
                        {
                            0 => [1],
                            1 => [0, 1],
                            _ => [0x03, 0xe8, 0xff, 0xfe],
                        }
                    )
                )
            ),
            13 => ("no UTF-8", Greeted(Whole([.. Valid()[..^1], 0xff, 0xc0, 0x80, 0x1e]))),
            14 => (
                "oversize",
                Greeted(Whole(Bytes($"{{\"type\":1,\"target\":\"{new string('x', random.Next(65_000, 200_000))}\"")))
            ),
            15 => (
                "claims to be huge",
                Greeted(
                    RawSocket.Frame(
                        RawSocket.Text,
                        Valid(),
                        claimed: random.Next(2) == 0 ? long.MaxValue : int.MaxValue + 1L
                    )
                )
            ),
            16 => (
                "claims to be negative",
                Greeted(RawSocket.Frame(RawSocket.Text, Valid(), claimed: long.MinValue + random.Next(100)))
            ),
            17 => (
                "deep JSON",
                Greeted(
                    Whole(
                        Bytes(
                            "{\"type\":1,\"target\":\"Subscribe\","
                                + $"\"arguments\":{new string('[', random.Next(60, 20_000))}\u001e"
                        )
                    )
                )
            ),
            18 => (
                "many small frames",
                Greeted([
                    .. Enumerable
                        .Range(0, random.Next(50, 600))
                        .Select(_ => Whole(random.Next(3) == 0 ? "\u001e"u8 : "{\"type\":6}\u001e"u8)),
                ])
            ),
            19 => (
                "wrong types",
                Greeted([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Whole(WrongTypes()))])
            ),
            20 => ("binary frame", Greeted(RawSocket.Frame(RawSocket.Binary, Valid()))),
            _ => (
                "mutated call",
                Greeted([
                    .. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Whole(NaughtyText.Mutate(random, Valid()))),
                ])
            ),
        };
    }

    private static List<byte[]> Greeted(params byte[][] frames) => [Whole(Handshake), .. frames];

    private IEnumerable<byte[]> Fragments(byte[] payload)
    {
        var at = 0;
        while (at < payload.Length)
        {
            var length = Math.Min(random.Next(0, 9), payload.Length - at);
            yield return RawSocket.Frame(
                at == 0 ? RawSocket.Text : 0,
                payload.AsSpan(at, length),
                final: at + length == payload.Length
            );
            if (at == 0 && length == 0)
                yield break; // A second text frame within a message would begin: that is another attack.
            at += length;
        }
    }

    private byte[] Valid() =>
        Bytes(
            random.Next(8) switch
            {
                0 => "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Subscribe\","
                    + $"\"arguments\":[\"{stream}\",null]}}\u001e",
                1 => "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Subscribe\","
                    + $"\"arguments\":[\"{stream}\",{{\"epoch\":\"x\",\"seq\":{random.NextInt64()}}}]}}\u001e",
                2 => "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Unsubscribe\","
                    + $"\"arguments\":[\"{stream}\"]}}\u001e",
                3 => "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Subscribe\","
                    + $"\"arguments\":[{Quoted(NaughtyText.Text(random))},null]}}\u001e",
                4 => "{\"type\":6}\u001e",
                5 => "{\"type\":1,\"invocationId\":\"1\",\"target\":\"MarkRead\","
                    + $"\"arguments\":[\"{Guid.NewGuid()}\",{NaughtyText.ExtremeNumber(random)}]}}\u001e",
                6 => "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Subscribe\","
                    + $"\"arguments\":[\"{stream}\","
                    + $"{{\"epoch\":\"x\",\"seq\":{NaughtyText.ExtremeNumber(random)}}}]}}\u001e",
                _ => $"{{\"type\":{random.Next(-2, 12)},\"invocationId\":{Quoted(NaughtyText.Text(random))},"
                    + "\"target\":\"Subscribe\","
                    + $"\"arguments\":[\"leaderboard:all\",null]}}\u001e",
            }
        );

    private byte[] WrongTypes()
    {
        string Any() =>
            random.Next(10) switch
            {
                0 => "null",
                1 => "true",
                2 => "-1",
                3 => "1e999",
                4 => "[]",
                5 => "{}",
                6 => "\"1\"",
                7 => "\"\\ud800\"",
                8 => "[[[]]]",
                _ => Quoted(NaughtyText.Text(random)),
            };
        return Bytes(
            random.Next(4) switch
            {
                0 => $"{Any()}\u001e",
                1 => $"{{\"type\":{Any()},\"invocationId\":{Any()},\"target\":{Any()},\"arguments\":{Any()}}}\u001e",
                2 => "{\"type\":1,\"invocationId\":\"2\",\"target\":\"Subscribe\","
                    + $"\"arguments\":[{Any()},{Any()}]}}\u001e",
                _ => "{\"type\":1,\"invocationId\":\"2\",\"target\":\"Subscribe\","
                    + $"\"arguments\":[\"{stream}\","
                    + $"{{\"epoch\":{Any()},\"seq\":{Any()}}}],\"streamIds\":[{Any()}],\"headers\":{Any()}}}\u001e",
            }
        );
    }

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private static byte[] Whole(ReadOnlySpan<byte> payload) => RawSocket.Frame(RawSocket.Text, payload);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
