using Academy.Runtime.Serialization;

namespace Academy.Runtime.Tests.Serialization;

/// <summary>Bytes that nobody vouches for: they are a value or a <see cref="WireFormatException"/>, and cost no more than
/// they are.</summary>
public sealed class FuzzTests : IDisposable
{
    private const int Rounds = 150;

    /// <summary>The largest element that a byte can stand for, and what an exception costs.</summary>
    private const int BytesPerByte = 1_024;
    private const int BytesPerRead = 64 * 1024;

    private readonly Wire _wire = new();
    private int _refused;
    private int _read;

    [Fact]
    public void Damaged_values_are_refused_or_are_other_values()
    {
        foreach (var type in _wire.Manifest.Types.Values.Where(static it => it.Codec is not null))
        {
            var codec = type.Codec!();
            var chance = new Random(7);
            for (var round = 0; round < Rounds; round++)
            {
                var bytes = _wire.WriteAny(codec, new Samples(round % 10, _wire.Runtime).Of(type.Type)!);
                Try(Damage(bytes, chance), () => type.Name, damaged => _wire.ReadAny(codec, damaged));
            }
        }

        Assert.True(_refused > 1_000 && _read > 100, $"{_refused} refused, {_read} read: that tells nothing.");
    }

    [Fact]
    public void Damaged_requests_are_refused_or_are_other_requests()
    {
        foreach (var (type, method) in _wire.Methods())
        {
            var chance = new Random(8);
            for (var round = 0; round < Rounds; round++)
            {
                var samples = new Samples(round % 10, _wire.Runtime);
                var request = _wire.Call(
                    type, method, [.. method.GetParameters().Select(it => samples.Of(it.ParameterType))]);
                Try(
                    Damage(_wire.WriteArguments(request), chance), () => request.Name,
                    damaged => _wire.ReadRequest(request.Method.WireId, damaged));
            }
        }

        Assert.True(_refused > 1_000 && _read > 100, $"{_refused} refused, {_read} read: that tells nothing.");
    }

    [Fact]
    public void Damaged_exceptions_are_refused_or_are_other_exceptions()
    {
        var bytes = _wire.WriteException(new FullException("message", new TimeoutException("inner")) { IsOutcomeUnknown = true });
        var chance = new Random(9);
        for (var round = 0; round < 5_000; round++)
        {
            Try(Damage(bytes, chance), static () => "exception", damaged => _wire.ReadException(damaged));
        }

        Assert.True(_refused > 100 && _read > 100, $"{_refused} refused, {_read} read: that tells nothing.");
    }

    [Fact]
    public void Bytes_of_chance_are_refused_or_are_a_value()
    {
        var chance = new Random(10);
        var types = _wire.Manifest.Types.Values.Where(static it => it.Codec is not null).ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[chance.Next(200)];
            chance.NextBytes(bytes);
            // Small numbers are tags, counts and marks: they lead further.
            for (var index = 0; index < bytes.Length; index++)
            {
                bytes[index] = chance.Next(3) == 0 ? bytes[index] : (byte)(bytes[index] % 32);
            }

            var type = types[round % types.Length];
            Try(bytes, () => type.Name, damaged => _wire.ReadAny(type.Codec!(), damaged));
        }
    }

    [Theory]
    [InlineData("a list of so many", new byte[] { 14, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0 })]
    [InlineData("bytes of such a length", new byte[] { 76, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F })]
    [InlineData("a count above all counts", new byte[] { 14, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0 })]
    [InlineData("a number without end", new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData("nothing", new byte[0])]
    public void A_length_is_not_believed(string what, byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<WireFormatException>(() => _wire.Read(
            Generated.Academy_Runtime_Tests_Serialization_RowsCodec.Instance, bytes));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < BytesPerRead, $"{what} cost too much.");
    }

    /// <summary>Nested without end: objects, lists, and types that stand for others.</summary>
    [Theory]
    [InlineData(new byte[] { 13 })]
    [InlineData(new byte[] { 2, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 29 })]
    [InlineData(new byte[] { 30, 2, 6 })]
    public void A_depth_without_end_is_refused(byte[] level)
    {
        var bytes = Enumerable.Repeat(level, 1_000_000).SelectMany(static it => it).ToArray();
        Assert.Throws<WireFormatException>(() => _wire.Read(
            Generated.Academy_Runtime_Tests_Serialization_ChainCodec.Instance, bytes));
        var puppies = (byte[])[2, .. BitConverter.GetBytes(WireHash.Of("zoo.puppy"))];
        Assert.Throws<WireFormatException>(() => _wire.Read(
            Generated.Academy_Runtime_Tests_Serialization_DogCodec.Instance,
            [.. Enumerable.Repeat(puppies, 1_000_000).SelectMany(static it => it)]));
    }

    public void Dispose() => _wire.Dispose();

    private void Try(byte[] bytes, Func<string> what, Action<byte[]> read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(bytes);
            _read++;
        }
        catch (WireFormatException)
        {
            _refused++;
        }
        catch (Exception exception)
        {
            Assert.Fail($"{what()} as {Convert.ToHexString(bytes)}: {exception}");
        }

        var cost = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(cost < BytesPerRead + bytes.Length * BytesPerByte, $"{what()} as {bytes.Length} bytes took {cost} bytes.");
    }

    private static byte[] Damage(byte[] good, Random chance)
    {
        var bytes = good.ToList();
        for (var faults = chance.Next(1, 4); faults > 0; faults--)
        {
            var at = chance.Next(bytes.Count + 1);
            switch (chance.Next(5))
            {
                case 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 1:
                    bytes.Insert(at, (byte)chance.Next(256));
                    break;
                case 2:
                    bytes.InsertRange(at, [.. bytes.Skip(at).Take(chance.Next(20))]);
                    break;
                case 3 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << chance.Next(8));
                    break;
                case 4 when at < bytes.Count:
                    bytes[at] = (byte)(chance.Next(2) * 255);
                    break;
            }
        }

        return [.. bytes];
    }
}
