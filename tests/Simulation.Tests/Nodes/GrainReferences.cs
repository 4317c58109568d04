using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Academy.Users;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.CodeGeneration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Invocation;
using Orleans.Serialization.Serializers;

namespace Academy.Simulation.Tests.Nodes;

/// <summary>
/// A node's references to grains and observers: the classes that Orleans generated, with their requests and copies of
/// arguments. Where the real ones hand a request to Orleans's messaging, these hand it to the node.
/// </summary>
internal sealed class GrainReferences(Node node) : IGrainFactory, IGrainReferenceRuntime
{
    private static readonly ServiceProvider Orleans = new ServiceCollection()
        .AddOrleansClient(client => client.UseLocalhostClustering())
        .BuildServiceProvider();

    private static readonly FrozenDictionary<Type, ConstructorInfo> Generated = typeof(IUserGrain)
        .Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(GrainReference)))
        .ToFrozenDictionary(InterfaceOf, type => type.GetConstructors().Single());

    private static readonly FrozenDictionary<Type, Type> Interfaces = Generated.ToFrozenDictionary(
        it => it.Value.DeclaringType!,
        it => it.Key
    );

    private readonly Dictionary<(Type, GrainType), GrainReferenceShared> shared = [];

    public TGrain GetGrain<TGrain>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrain : IGrainWithStringKey =>
        (TGrain)Refer(typeof(TGrain), GrainId.Create(GrainClass.Of(typeof(TGrain)).Type, primaryKey));

    public TObserver CreateObjectReference<TObserver>(IGrainObserver obj)
        where TObserver : IGrainObserver => (TObserver)Refer(typeof(TObserver), node.Observe(obj));

    /// <summary>The same reference, as it is on this node.</summary>
    public GrainReference Refer(GrainReference other) =>
        (GrainReference)Refer(Interfaces[other.GetType()], other.GrainId);

    public async ValueTask<T?> InvokeMethodAsync<T>(
        GrainReference reference,
        IInvokable request,
        InvokeMethodOptions options
    )
    {
        var response = await node.SendAsync(reference.GrainId, request, options);
        if (response.Exception is { } failure)
            ExceptionDispatchInfo.Throw(failure);
        return (T?)response.Result;
    }

    public async ValueTask InvokeMethodAsync(GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        var response = await node.SendAsync(reference.GrainId, request, options);
        if (response.Exception is { } failure)
            ExceptionDispatchInfo.Throw(failure);
    }

    public void InvokeMethod(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        _ = node.SendAsync(reference.GrainId, request, options);

    public object Cast(IAddressable grain, Type interfaceType) =>
        interfaceType.IsInstanceOfType(grain) ? grain : Refer(interfaceType, grain.GetGrainId());

    /// <summary>The one that no other one of its interfaces adds to.</summary>
    private static Type InterfaceOf(Type generated)
    {
        Type[] all = [.. generated.GetInterfaces().Where(face => face.IsAssignableTo(typeof(IAddressable)))];
        return all.Single(face => !Array.Exists(all, other => other != face && other.IsAssignableTo(face)));
    }

    private object Refer(Type face, GrainId id)
    {
        if (!shared.TryGetValue((face, id.Type), out var known))
        {
            shared[(face, id.Type)] = known = new(
                id.Type,
                GrainInterfaceType.Create(face.Name),
                0,
                this,
                InvokeMethodOptions.None,
                Orleans.GetRequiredService<CodecProvider>(),
                Orleans.GetRequiredService<CopyContextPool>(),
                Orleans
            );
        }
        return Generated[face].Invoke([known, id.Key]);
    }

    public void DeleteObjectReference<TObserver>(IGrainObserver obj)
        where TObserver : IGrainObserver => throw new NotSupportedException();

    public TGrain GetGrain<TGrain>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrain : IGrainWithGuidKey => throw new NotSupportedException();

    public TGrain GetGrain<TGrain>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrain : IGrainWithIntegerKey => throw new NotSupportedException();

    public TGrain GetGrain<TGrain>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrain : IGrainWithGuidCompoundKey => throw new NotSupportedException();

    public TGrain GetGrain<TGrain>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrain : IGrainWithIntegerCompoundKey => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) =>
        throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) =>
        throw new NotSupportedException();

    public TGrain GetGrain<TGrain>(GrainId grainId)
        where TGrain : IAddressable => throw new NotSupportedException();

    public IAddressable GetGrain(GrainId grainId) => throw new NotSupportedException();

    public IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType) =>
        throw new NotSupportedException();

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey, string grainClassNamePrefix) =>
        throw new NotSupportedException();

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey) => throw new NotSupportedException();
}
