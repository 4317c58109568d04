using Academy.Runtime.Activations;
using Academy.Runtime.Calls;
using Academy.Runtime.Reminders;
using Academy.Runtime.Serialization;
using Orleans;
using Orleans.Runtime;

namespace Academy.Runtime.Manifest;

/// <summary>Gathers what generated code knows of the grains of an assembly and of those that it refers to.</summary>
public sealed class GrainManifestBuilder
{
    private readonly HashSet<Action<GrainManifestBuilder>> _included = [];

    /// <summary>A manifest of what the runtime itself brings.</summary>
    public GrainManifestBuilder()
    {
        KnownTypes.Describe(this);
        RemindableProxy.Describe(this);
    }

    internal Dictionary<Type, InterfaceDescription> Interfaces { get; } = [];

    internal Dictionary<uint, MethodDescription> Methods { get; } = [];

    internal Dictionary<uint, TypeDescription> Types { get; } = [];

    internal List<GrainDescription> Classes { get; } = [];

    /// <summary>Includes another assembly's manifest, once.</summary>
    public GrainManifestBuilder Include(Action<GrainManifestBuilder> manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (_included.Add(manifest))
        {
            manifest(this);
        }

        return this;
    }

    /// <summary>A grain or observer interface and how a reference of it is made.</summary>
    public GrainManifestBuilder AddInterface<TInterface>(Func<ProxyOrigin, TInterface> refer)
        where TInterface : class, IAddressable
    {
        Interfaces[typeof(TInterface)] = new InterfaceDescription<TInterface>(refer);
        return this;
    }

    /// <summary>A method of a grain or observer interface and how its requests are read. Interfaces that inherit it
    /// name it again.</summary>
    public GrainManifestBuilder AddMethod(GrainMethod method, RequestReader reader)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (!Methods.TryAdd(method.WireId, new MethodDescription(method, reader))
            && Methods[method.WireId].Method is var twin && !twin.IsSame(method))
        {
            throw new InvalidOperationException(
                $"{twin} and {method} have the same number on the wire: give one of them an [Alias].");
        }

        return this;
    }

    /// <summary>A type that may stand where one is declared that it derives from, and in a request's context.</summary>
    /// <param name="name">Its name on the wire.</param>
    /// <param name="codec">Its codec.</param>
    public GrainManifestBuilder AddType<T>(string name, Func<WireCodec<T>> codec) =>
        Add(name, typeof(T), codec, exception: null);

    /// <summary>An exception that arrives as what it was.</summary>
    /// <param name="name">Its name on the wire.</param>
    /// <param name="codec">Its codec.</param>
    public GrainManifestBuilder AddException<TException>(string name, Func<ExceptionCodec<TException>> codec)
        where TException : Exception => Add(name, typeof(TException), codec: null, codec);

    /// <summary>An exception that arrives as what it was and has nothing beside message and inner exception.</summary>
    /// <param name="name">Its name on the wire.</param>
    /// <param name="make">Makes it.</param>
    public GrainManifestBuilder AddException<TException>(string name, Func<string, Exception?, TException> make)
        where TException : Exception =>
        AddException(name, () => new PlainExceptionCodec<TException>(make));

    private GrainManifestBuilder Add(
        string name, Type type, Func<WireCodec>? codec, Func<ExceptionCodec>? exception)
    {
        var id = WireHash.Of(name);
        if (!Types.TryAdd(id, new TypeDescription(id, name, type, codec, exception)))
        {
            throw new InvalidOperationException(
                $"{Types[id].Type} and {type} have the same number on the wire: give one of them another [Alias].");
        }

        return this;
    }

    /// <summary>A grain class.</summary>
    /// <param name="name">The grain type.</param>
    /// <param name="isReentrant">Whether all its methods interleave.</param>
    /// <param name="create">Makes a grain with what its constructor wants.</param>
    /// <param name="interfaces">The grain interfaces that it implements.</param>
    public GrainManifestBuilder AddGrain<TGrain>(
        string name, bool isReentrant, Func<IGrainContext, TGrain> create, params Type[] interfaces)
        where TGrain : Grain
    {
        if (Classes.Find(other => string.Equals(other.Name, name, StringComparison.Ordinal)) is { } twin)
        {
            throw new InvalidOperationException(
                $"{twin.Implementation} and {typeof(TGrain)} are both of the grain type '{name}': rename one.");
        }

        Classes.Add(new GrainDescription(name, typeof(TGrain), interfaces, isReentrant, create));
        return this;
    }
}

internal sealed record MethodDescription(GrainMethod Method, RequestReader Reader);

internal abstract record InterfaceDescription;

internal sealed record InterfaceDescription<TInterface>(Func<ProxyOrigin, TInterface> Refer) : InterfaceDescription;
