using System.Reflection;
using Academy.Streams.Feeding;
using Academy.Streams.Journaling;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;

namespace Academy.Streams.Hosting;

/// <summary>
/// Makes the streams that constructors of grains ask for. Types are looked up once per class of grain, not per
/// activation.
/// </summary>
internal sealed class JournaledStreamMapper(IServiceProvider services)
    : IAttributeToFactoryMapper<JournaledStreamAttribute>
{
    public Factory<IGrainContext, object> GetFactory(ParameterInfo parameter, JournaledStreamAttribute metadata)
    {
        var type = parameter.ParameterType;
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (definition != typeof(IJournaledStream<>) && definition != typeof(IFeedStream<>))
        {
            throw new ArgumentException(
                $"{parameter.Member.DeclaringType}: '{parameter.Name}' has [JournaledStream], so it must be an "
                    + "IJournaledStream or an IFeedStream.",
                nameof(parameter)
            );
        }
        var factory = (IStreamFactory)
            Activator.CreateInstance(typeof(StreamFactory<>).MakeGenericType(type.GetGenericArguments()), services)!;
        return definition == typeof(IFeedStream<>)
            ? context => factory.CreateFeed(metadata.Kind, context)
            : context => factory.Create(metadata.Kind, context);
    }
}

/// <summary>Makes streams of one core, whatever that is.</summary>
internal interface IStreamFactory
{
    object Create(string kind, IGrainContext context);

    object CreateFeed(string kind, IGrainContext context);
}

internal sealed class StreamFactory<TCore>(IServiceProvider services) : IStreamFactory
    where TCore : class, ICore, new()
{
    private readonly StreamServices shared = services.GetRequiredService<StreamServices>();
    private readonly TimeProvider clock = services.GetRequiredService<TimeProvider>();
    private readonly IStreamDescriptor<TCore> descriptor = services.GetRequiredService<IStreamDescriptor<TCore>>();

    public object Create(string kind, IGrainContext context) =>
        Begin(context, new JournaledStream<TCore>(kind, new OrleansStreamHost(context, clock), descriptor, shared));

    public object CreateFeed(string kind, IGrainContext context) =>
        Begin(
            context,
            new FeedStream<TCore>(
                kind,
                new OrleansStreamHost(context, clock),
                (IFeedDescriptor<TCore>)descriptor,
                shared
            )
        );

    /// <summary>
    /// It is loaded after the activation's fencing, at the lifecycle's first stage, and before the grain itself is
    /// activated.
    /// </summary>
    private static JournaledStream<TCore> Begin(IGrainContext context, JournaledStream<TCore> stream)
    {
        context.ObservableLifecycle.Subscribe(
            nameof(JournaledStream<TCore>),
            GrainLifecycleStage.SetupState,
            stream.StartAsync,
            stream.StopAsync
        );
        context.ObservableLifecycle.AddMigrationParticipant(stream);
        context.SetComponent<IStreamExtension>(stream);
        return stream;
    }
}
