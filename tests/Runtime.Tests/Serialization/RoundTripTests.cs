using System.Reflection;
using Academy.Runtime.Calls;
using Academy.Runtime.Serialization;
using Academy.Runtime.Serialization.Codecs;
using Academy.Runtime.Tests.Generated;
using Orleans;
using Orleans.Runtime;

namespace Academy.Runtime.Tests.Serialization;

/// <summary>What is written is read as what it was.</summary>
public sealed class RoundTripTests : IDisposable
{
    private const int Rounds = 20;
    private readonly Wire _wire = new();

    [Fact]
    public void Every_serializable_type_comes_back_as_it_was()
    {
        var types = _wire.Manifest.Types.Values.Where(static it => it.Codec is not null).ToArray();
        Assert.Contains(types, static it => it.Type == typeof(Academy.Commands.Caller));
        Assert.All(types, type =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                var value = new Samples(round, _wire.Runtime).Of(type.Type)!;
                var bytes = _wire.WriteAny(type.Codec!(), value);
                Sameness.AssertSame(value, _wire.ReadAny(type.Codec!(), bytes), type.Name);
            }
        });
    }

    /// <summary>A type that the generator does not see would be found out at its first call only.</summary>
    [Fact]
    public void Every_serializable_type_of_the_contracts_is_in_the_manifest()
    {
        var known = _wire.Manifest.Types.Values.Select(static it => it.Type).ToHashSet();
        var missing = new[] { typeof(Academy.Commands.Caller).Assembly, typeof(GrainRuntime).Assembly }
            .SelectMany(static it => it.GetTypes())
            .Where(static it => it.GetCustomAttribute<GenerateSerializerAttribute>(inherit: false) is not null
                && !it.IsAbstract && !it.IsEnum && !it.IsGenericType)
            .Where(it => !known.Contains(it));
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_request_and_answer_of_every_interface_comes_back_as_it_was()
    {
        var methods = _wire.Methods().ToArray();
        Assert.Contains(methods, static it => it.Interface == typeof(Academy.Learning.ILearningGrain));
        Assert.All(methods, it =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                var samples = new Samples(round, _wire.Runtime);
                var request = _wire.Call(
                    it.Interface, it.Method,
                    [.. it.Method.GetParameters().Select(parameter => samples.Of(parameter.ParameterType))]);
                var read = _wire.ReadRequest(request.Method.WireId, _wire.WriteArguments(request));
                Sameness.AssertSameArguments(request, read);
                GetType().GetMethod(nameof(AssertSameAnswer), BindingFlags.Static | BindingFlags.NonPublic)!
                    .MakeGenericMethod(AnswerOf(it.Method)).Invoke(null, [_wire, request, read, samples]);
            }
        });
    }

    [Fact]
    public void Every_method_has_a_number_of_its_own() => Assert.Equal(
        _wire.Methods().Select(static it => it.Method).Distinct().Count() + 1, // and the reminders' own
        _wire.Manifest.Methods.Count);

    [Fact]
    public void Two_types_or_methods_of_one_number_stop_the_start()
    {
        var type = Assert.Throws<InvalidOperationException>(() =>
            _wire.Manifest.AddType("zoo.puppy", static () => Int32Codec.Instance));
        Assert.Contains("Puppy", type.Message, StringComparison.Ordinal);
        var known = _wire.Manifest.Methods.Values.First();
        var method = Assert.Throws<InvalidOperationException>(() => _wire.Manifest.AddMethod(
            new GrainMethod("IOther", "Twin", CallOptions.None, null, known.Method.WireId), known.Reader));
        Assert.Contains("IOther.Twin", method.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0L), InlineData(-1L), InlineData(63L), InlineData(64L), InlineData(-64L), InlineData(-65L)]
    [InlineData(long.MaxValue), InlineData(long.MinValue)]
    public void Numbers_at_the_edges_come_back(long number)
    {
        Assert.Equal(number, _wire.Travel(Int64Codec.Instance, number));
        Assert.Equal((ulong)number, _wire.Travel(UInt64Codec.Instance, (ulong)number));
        Assert.Equal((int)number, _wire.Travel(Int32Codec.Instance, (int)number));
        Assert.Equal((Tint)(byte)number, _wire.Travel(EnumCodec<Tint>.Instance, (Tint)(byte)number));
    }

    [Fact]
    public void Text_of_every_length_comes_back()
    {
        foreach (var unit in new[] { "x", "é", "字", "😀", "\uDC00" })
        {
            for (var length = 0; length < 300; length++)
            {
                var text = string.Concat(Enumerable.Repeat(unit, length));
                Assert.Equal(text, _wire.Travel(StringCodec.Instance, text));
            }

            var long_ = string.Concat(Enumerable.Repeat(unit, 50_001));
            Assert.Equal(long_, _wire.Travel(StringCodec.Instance, long_));
        }
    }

    [Fact]
    public void An_object_stands_for_the_type_that_it_derives_from()
    {
        var pack = new Pack(new Puppy("a", 1, new Dog("b", 2)), [new Dog("c", 3), new Puppy("d", 4, null)]);
        Sameness.AssertSame(
            pack, _wire.Travel(Academy_Runtime_Tests_Serialization_PackCodec.Instance, pack), nameof(pack));
    }

    [Fact]
    public void An_object_of_an_unknown_type_is_refused_where_it_is_written()
    {
        var refusal = Assert.Throws<NotSupportedException>(() =>
            _wire.Write(Academy_Runtime_Tests_Serialization_PackCodec.Instance, new Pack(new Stranger("x"), [])));
        Assert.Contains("Stranger", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_within_itself_is_refused_where_it_is_written()
    {
        var chain = new Chain();
        for (var depth = 1; depth < WireWriter.DepthMax; depth++)
        {
            chain = new Chain { Next = chain };
        }

        Sameness.AssertSame(
            chain, _wire.Travel(Academy_Runtime_Tests_Serialization_ChainCodec.Instance, chain), nameof(chain));
        Assert.Throws<NotSupportedException>(() =>
            _wire.Write(Academy_Runtime_Tests_Serialization_ChainCodec.Instance, new Chain { Next = chain }));
    }

    [Fact]
    public void Equal_maps_and_sets_are_equal_bytes_whatever_their_order()
    {
        var maps = new[] { 0, 1 }.Select(turn =>
        {
            var words = Enumerable.Range(0, 50).Select(static it => $"word {it}");
            words = turn == 0 ? words : words.Reverse();
            return new Vault(words.ToDictionary(static it => it, static it => it.Length), [.. words]);
        }).Select(it => _wire.Write(Academy_Runtime_Tests_Serialization_VaultCodec.Instance, it)).ToArray();
        Assert.Equal(maps[0], maps[1]);
    }

    [Fact]
    public void A_cancellation_token_is_not_written_and_is_there_for_the_grain()
    {
        using var cancellation = new CancellationTokenSource();
        var samples = new Samples(1, _wire.Runtime);
        var method = typeof(IZooGrain).GetMethod(nameof(IZooGrain.Everything))!;
        var request = _wire.Call(typeof(IZooGrain), method, [.. method.GetParameters().Select(it =>
            it.ParameterType == typeof(CancellationToken) ? cancellation.Token : samples.Of(it.ParameterType))]);
        Assert.True(request.Method.TakesCancellation);
        Assert.Equal(cancellation.Token, request.Cancellation);
        using var there = new CancellationTokenSource();
        Assert.Equal(there.Token, _wire.ReadRequest(
            request.Method.WireId, _wire.WriteArguments(request), there.Token).Cancellation);
    }

    [Fact]
    public void The_values_of_a_requests_context_come_back()
    {
        var values = new Dictionary<string, object>
        {
            ["text"] = "x",
            ["number"] = 7,
            ["id"] = Guid.Empty,
            ["spot"] = new Spot(1, 2),
        };
        Assert.Equal(values, _wire.Travel(values));
        Assert.Null(_wire.Travel((Dictionary<string, object>?)null));
        Assert.Null(_wire.Travel(new Dictionary<string, object> { ["nothing"] = null! }));
        Assert.Throws<NotSupportedException>(() => _wire.Travel(new Dictionary<string, object> { ["x"] = new Stranger("x") }));
    }

    public void Dispose() => _wire.Dispose();

    private static Type AnswerOf(MethodInfo method) =>
        method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : typeof(object);

    private static void AssertSameAnswer<T>(Wire wire, GrainRequest request, GrainRequest other, Samples samples)
    {
        if (request is not ResultRequest<T> asked)
        {
            Assert.Empty(wire.WriteResult(request));
            return;
        }

        var answer = (T)samples.Of(typeof(T))!;
        Wire.Answer(asked, answer);
        var caller = (ResultRequest<T>)other;
        wire.AnswerFrom(caller, wire.WriteResult(asked));
        Assert.True(caller.Result.IsCompletedSuccessfully);
        Sameness.AssertSame(answer, caller.Result.Result, request.Name);
    }
}

[GenerateSerializer]
public sealed record Vault([property: Id(0)] Dictionary<string, int> Map, [property: Id(1)] HashSet<string> Set);
