using System.Buffers;
using System.Reflection;
using System.Runtime.CompilerServices;
using Academy.Runtime.Calls;
using Academy.Runtime.Manifest;
using Academy.Runtime.Serialization;
using Academy.Runtime.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace Academy.Runtime.Tests.Serialization;

/// <summary>A runtime whose calls are caught before they go anywhere.</summary>
internal sealed class Wire : IDisposable, IGrainRouter
{
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddSingleton<TimeProvider>(new TestTime()).AddMetrics().AddLogging().BuildServiceProvider();

    private GrainRequest? _caught;

    public Wire()
    {
        Manifest = new GrainManifestBuilder().Include(GrainManifest.Describe);
        Runtime = new GrainRuntime(Manifest, new RuntimeOptions(), _services) { Router = this };
    }

    public GrainManifestBuilder Manifest { get; }

    public GrainRuntime Runtime { get; }

    public WireTypes Types => Runtime.Types;

    public byte[] Write<T>(WireCodec<T> codec, T value)
    {
        var writer = Begin(out var output);
        codec.Write(ref writer, value);
        return End(ref writer, output);
    }

    public T Read<T>(WireCodec<T> codec, byte[] bytes)
    {
        var reader = new WireReader(bytes, Runtime);
        var value = codec.Read(ref reader);
        reader.ExpectEnd();
        return value;
    }

    public T Travel<T>(WireCodec<T> codec, T value) => Read(codec, Write(codec, value));

    public byte[] WriteAny(WireCodec codec, object value)
    {
        var writer = Begin(out var output);
        codec.WriteAny(ref writer, value);
        return End(ref writer, output);
    }

    public object? ReadAny(WireCodec codec, byte[] bytes)
    {
        var reader = new WireReader(bytes, Runtime);
        var value = codec.ReadAny(ref reader);
        reader.ExpectEnd();
        return value;
    }

    public byte[] WriteArguments(GrainRequest request)
    {
        var writer = Begin(out var output);
        request.WriteArguments(ref writer);
        return End(ref writer, output);
    }

    public GrainRequest ReadRequest(uint wireId, byte[] bytes, CancellationToken cancellation = default)
    {
        Assert.True(Types.TryFind(wireId, out _, out var read), $"No method has the number {wireId:x8}.");
        var reader = new WireReader(bytes, Runtime) { Cancellation = cancellation };
        var request = read(ref reader);
        reader.ExpectEnd();
        return request;
    }

    public byte[] WriteResult(GrainRequest request)
    {
        var writer = Begin(out var output);
        request.WriteResult(ref writer);
        return End(ref writer, output);
    }

    public void AnswerFrom(GrainRequest request, byte[] bytes)
    {
        var reader = new WireReader(bytes, Runtime);
        request.AnswerFrom(ref reader);
        reader.ExpectEnd();
    }

    public Exception Travel(Exception exception) => ReadException(WriteException(exception));

    public byte[] WriteException(Exception exception)
    {
        var writer = Begin(out var output);
        WireExceptions.Write(ref writer, exception);
        return End(ref writer, output);
    }

    public Exception ReadException(byte[] bytes)
    {
        var reader = new WireReader(bytes, Runtime);
        var exception = WireExceptions.Read(ref reader);
        reader.ExpectEnd();
        return exception;
    }

    public Dictionary<string, object>? Travel(Dictionary<string, object>? values)
    {
        var writer = Begin(out var output);
        WireContextValues.Write(ref writer, values);
        var reader = new WireReader(End(ref writer, output), Runtime);
        var read = WireContextValues.Read(ref reader);
        reader.ExpectEnd();
        return read;
    }

    /// <summary>Every method of every interface that travels.</summary>
    public IEnumerable<(Type Interface, MethodInfo Method)> Methods() =>
        from type in Manifest.Interfaces.Keys.OrderBy(static it => it.FullName, StringComparer.Ordinal)
        from declaring in type.GetInterfaces().Prepend(type)
        where declaring.GetCustomAttribute<LocalOnlyAttribute>() is null
        from method in declaring.GetMethods()
        select (type, method);

    /// <summary>The request that a call makes.</summary>
    public GrainRequest Call(Type type, MethodInfo method, object?[] arguments)
    {
        var description = Manifest.Interfaces[type];
        var refer = (Delegate)description.GetType().GetProperty("Refer")!.GetValue(description)!;
        var proxy = refer.DynamicInvoke(new ProxyOrigin(Runtime, "key", grainClass: null, mailbox: null))!;
        _caught = null;
        method.Invoke(proxy, arguments);
        return _caught ?? throw new InvalidOperationException($"{method} makes no request.");
    }

    /// <summary>As if the grain had answered.</summary>
    public static void Answer<T>(ResultRequest<T> request, T result)
    {
        var promise = AsyncTaskMethodBuilder<T>.Create();
        promise.SetResult(result);
        typeof(ResultRequest<T>).GetField("_promise", BindingFlags.Instance | BindingFlags.NonPublic)!
            .SetValue(request, promise);
    }

    void IGrainRouter.Route(GrainReference target, GrainRequest request) => _caught = request;

    public void Dispose()
    {
        Runtime.Dispose();
        _services.Dispose();
    }

    private WireWriter Begin(out ArrayBufferWriter<byte> output)
    {
        output = new ArrayBufferWriter<byte>(1);
        return new WireWriter(output, Runtime);
    }

    private static byte[] End(ref WireWriter writer, ArrayBufferWriter<byte> output)
    {
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
