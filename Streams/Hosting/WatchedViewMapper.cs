using System.Reflection;
using Academy.Identifiers;
using Academy.Streams.Watching;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;

namespace Academy.Streams.Hosting;

/// <summary>Makes the watched views that constructors of grains ask for.</summary>
internal sealed class WatchedViewMapper(IServiceProvider services) : IAttributeToFactoryMapper<WatchedViewAttribute>
{
    public Factory<IGrainContext, object> GetFactory(ParameterInfo parameter, WatchedViewAttribute metadata)
    {
        var type = parameter.ParameterType;
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IWatchedView<>))
        {
            throw new ArgumentException(
                $"{parameter.Member.DeclaringType}: '{parameter.Name}' has [WatchedView], so it must be an "
                    + "IWatchedView.",
                nameof(parameter)
            );
        }
        var factory = (IViewFactory)
            Activator.CreateInstance(typeof(ViewFactory<>).MakeGenericType(type.GetGenericArguments()), services)!;
        return context => factory.Create(metadata.Kind, context);
    }
}

internal interface IViewFactory
{
    object Create(string kind, IGrainContext context);
}

internal sealed class ViewFactory<TView>(IServiceProvider services) : IViewFactory
    where TView : class
{
    private readonly TimeProvider clock = services.GetRequiredService<TimeProvider>();
    private readonly IdSource ids = services.GetRequiredService<IdSource>();

    public object Create(string kind, IGrainContext context)
    {
        var view = new WatchedView<TView>(kind, new OrleansStreamHost(context, clock), ids.Next().ToString("N"));
        context.SetComponent<IStreamExtension>(view);
        return view;
    }
}
