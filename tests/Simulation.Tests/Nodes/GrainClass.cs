using System.Collections.Frozen;
using System.Reflection;
using Academy.Grains.Catalog;
using Academy.Grains.Gamification;
using Academy.Grains.Learning;
using Academy.Grains.Users;
using Academy.Identifiers;
using Academy.Streams;
using Academy.Streams.Feeding;
using Academy.Streams.Journaling;
using Academy.Streams.Watching;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Academy.Simulation.Tests.Nodes;

/// <summary>
/// A class of grains of the product, and how one of them is made: as Orleans does, but on a host of the simulation.
/// </summary>
internal sealed class GrainClass
{
    private static readonly GrainClass[] All =
    [
        new(typeof(CourseGrain)),
        new(typeof(CourseActivityGrain)),
        new(typeof(UserGrain)),
        new(typeof(LeaderboardGrain)),
    ];

    private static readonly FrozenDictionary<Type, GrainClass> ByInterface = All.SelectMany(
            one => one.constructor.DeclaringType!.GetInterfaces(),
            (one, face) => (one, face)
        )
        .Where(it => it.face.IsAssignableTo(typeof(IGrainWithStringKey)) && it.face != typeof(IGrainWithStringKey))
        .ToFrozenDictionary(it => it.face, it => it.one);

    private static readonly FrozenDictionary<GrainType, GrainClass> ByType = All.ToFrozenDictionary(one => one.Type);

    private readonly ConstructorInfo constructor;
    private readonly Func<Activation, IServiceProvider, object>[] arguments;

    private GrainClass(Type type)
    {
        constructor = type.GetConstructors().Single();
        Type = GrainType.Create(type.Name);
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute));
        arguments = [.. constructor.GetParameters().Select(ArgumentOf)];
    }

    public GrainType Type { get; }

    public bool IsReentrant { get; }

    public static GrainClass Of(Type face) => ByInterface[face];

    public static GrainClass Of(GrainType type) => ByType[type];

    public Grain Make(Activation activation, IServiceProvider services) =>
        (Grain)constructor.Invoke([.. arguments.Select(argument => argument(activation, services))]);

    private static Func<Activation, IServiceProvider, object> ArgumentOf(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (parameter.GetCustomAttribute<WatchedViewAttribute>() is { } view)
        {
            var views = (ViewMaker)
                Activator.CreateInstance(typeof(ViewMaker<>).MakeGenericType(type.GetGenericArguments()))!;
            return (activation, services) => views.Make(view.Kind, activation, services);
        }
        if (parameter.GetCustomAttribute<JournaledStreamAttribute>() is not { } stream)
            return (_, services) => services.GetRequiredService(type);
        var maker = (StreamMaker)
            Activator.CreateInstance(typeof(StreamMaker<>).MakeGenericType(type.GetGenericArguments()))!;
        return type.GetGenericTypeDefinition() == typeof(IFeedStream<>)
            ? (activation, services) => maker.MakeFeed(stream.Kind, activation, services)
            : (activation, services) => maker.Make(stream.Kind, activation, services);
    }

    private abstract class ViewMaker
    {
        public abstract object Make(string kind, Activation activation, IServiceProvider services);
    }

    private sealed class ViewMaker<TView> : ViewMaker
        where TView : class
    {
        public override object Make(string kind, Activation activation, IServiceProvider services)
        {
            var view = new WatchedView<TView>(
                kind,
                activation,
                services.GetRequiredService<IdSource>().Next().ToString("N")
            );
            activation.Carry(view, _ => Task.CompletedTask, _ => Task.CompletedTask);
            return view;
        }
    }

    private abstract class StreamMaker
    {
        public abstract object Make(string kind, Activation activation, IServiceProvider services);

        public abstract object MakeFeed(string kind, Activation activation, IServiceProvider services);
    }

    private sealed class StreamMaker<TCore> : StreamMaker
        where TCore : class, ICore, new()
    {
        public override object Make(string kind, Activation activation, IServiceProvider services) =>
            Begin(
                activation,
                new JournaledStream<TCore>(
                    kind,
                    activation,
                    services.GetRequiredService<IStreamDescriptor<TCore>>(),
                    services.GetRequiredService<StreamServices>()
                )
            );

        public override object MakeFeed(string kind, Activation activation, IServiceProvider services) =>
            Begin(
                activation,
                new FeedStream<TCore>(
                    kind,
                    activation,
                    (IFeedDescriptor<TCore>)services.GetRequiredService<IStreamDescriptor<TCore>>(),
                    services.GetRequiredService<StreamServices>()
                )
            );

        private static JournaledStream<TCore> Begin(Activation activation, JournaledStream<TCore> stream)
        {
            activation.Carry(stream, stream.StartAsync, stream.StopAsync);
            return stream;
        }
    }
}
