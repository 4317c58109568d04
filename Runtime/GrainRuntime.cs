using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using System.Text;
using Academy.Runtime.Activations;
using Academy.Runtime.Calls;
using Academy.Runtime.Clustering;
using Academy.Runtime.Clustering.Routing;
using Academy.Runtime.Hosting;
using Academy.Runtime.Mailboxes;
using Academy.Runtime.Manifest;
using Academy.Runtime.Observers;
using Academy.Runtime.Reminders;
using Academy.Runtime.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace Academy.Runtime;

/// <summary>The grains of this process and the way to them.</summary>
internal sealed class GrainRuntime : IClusterClient, IWireContext, IGrainHandover, IDisposable
{
    /// <summary>The grain type of observers, which are no grains.</summary>
    internal static readonly GrainType ObserverType = GrainType.Create("observer");

    private readonly FrozenDictionary<Type, InterfaceDescription> _interfaces;
    private readonly FrozenDictionary<Type, GrainClass[]> _implementations;
    private readonly GrainClass[] _classes;
    private readonly FrozenDictionary<GrainType, GrainClass> _classesByType;
    private readonly FrozenDictionary<string, GrainClass>.AlternateLookup<ReadOnlySpan<char>> _classesByName;
    private readonly ObserverDirectory _observers = new();
    private readonly int _timeoutTicks;
    private volatile bool _stopping;

    internal GrainRuntime(GrainManifestBuilder manifest, RuntimeOptions options, IServiceProvider services)
    {
        (Options, ServiceProvider, MailboxLimit) = (options, services, options.MailboxLimit);
        Time = services.GetRequiredService<TimeProvider>();
        Scheduler = services.GetService<TaskScheduler>();
        Log = new RuntimeLog(services.GetRequiredService<ILogger<GrainRuntime>>());
        Metrics = new RuntimeMetrics(services.GetRequiredService<IMeterFactory>());
        IncomingFilters = services.GetServices<IIncomingGrainCallFilter>().ToArray() is { Length: > 0 } incoming
            ? new IncomingFilters(incoming) : null;
        OutgoingFilters = services.GetServices<IOutgoingGrainCallFilter>().ToArray() is { Length: > 0 } outgoing
            ? new OutgoingFilters(outgoing) : null;
        AnswerGuard = services.GetService<IAnswerGuard>();
        Types = new WireTypes(manifest);
        _interfaces = manifest.Interfaces.ToFrozenDictionary();
        var classes = manifest.Classes.ToDictionary(static it => it, it => new GrainClass(it, this));
        _classes = [.. classes.Values];
        _classesByType = _classes.ToFrozenDictionary(static it => it.Type);
        _classesByName = _classes
            .ToFrozenDictionary(static it => it.Type.ToString(), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
        _implementations = classes
            .SelectMany(static pair => pair.Key.Interfaces.Select(type => (Interface: type, Class: pair.Value)))
            .GroupBy(static pair => pair.Interface, static pair => pair.Class)
            .ToFrozenDictionary(static group => group.Key, static group => group.ToArray());
        Clock = new RuntimeClock(Time, TickFor(options), OnTick);
        _timeoutTicks = Clock.Ticks(options.CallTimeout);
        IdleTicks = Clock.Ticks(options.IdleTime);
        var local = new LocalRouter(this);
        Membership = services.GetService<IClusterMembership>();
        Router = services.GetService<ClusteringOptions>() is { } clustering
            ? new ClusterRouter(this, local, services.GetRequiredService<IClusterMembership>(), clustering) : local;
    }

    /// <summary>The request whose turn runs on this thread; null outside grains.</summary>
    internal static Request? CurrentRequest => SynchronizationContext.Current as Request;

    public IServiceProvider ServiceProvider { get; }

    /// <summary>How requests get to their grains.</summary>
    internal IGrainRouter Router { get; init; }

    /// <summary>The cluster; null: this process is alone, at no cost.</summary>
    internal IClusterMembership? Membership { get; }

    public WireTypes Types { get; }

    internal RuntimeOptions Options { get; }

    internal TimeProvider Time { get; }

    /// <summary>Where mailboxes run, if it was handed in; null: the thread pool, at no cost.</summary>
    internal TaskScheduler? Scheduler { get; }

    internal RuntimeClock Clock { get; }

    internal RuntimeLog Log { get; }

    internal RuntimeMetrics Metrics { get; }

    internal IncomingFilters? IncomingFilters { get; }

    internal OutgoingFilters? OutgoingFilters { get; }

    internal IAnswerGuard? AnswerGuard { get; }

    internal int MailboxLimit { get; }

    internal int IdleTicks { get; }

    internal bool IsStopping => _stopping;

    internal IEnumerable<Activation> Activations => _classes.SelectMany(static it => it.Activations);

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        var grainClass = ClassOf(typeof(TGrainInterface), grainClassNamePrefix);
        return Refer<TGrainInterface>(new ProxyOrigin(this, primaryKey, grainClass, mailbox: null));
    }

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        ArgumentNullException.ThrowIfNull(obj);
        if (obj is GrainReference or Grain or not TGrainObserverInterface)
        {
            throw new ArgumentException(
                $"{obj.GetType()} is no {typeof(TGrainObserverInterface)} to refer to.", nameof(obj));
        }

        var key = KeyPrefix + _observers.NextKey();
        var mailbox = new ObserverMailbox(this, key, obj);
        _observers.Add(mailbox);
        return Refer<TGrainObserverInterface>(new ProxyOrigin(this, key, grainClass: null, mailbox));
    }

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        if (obj is not GrainReference { Mailbox: ObserverMailbox mailbox })
        {
            throw new ArgumentException("Only a reference made by CreateObjectReference can be deleted.", nameof(obj));
        }

        mailbox.Close();
    }

    GrainId IWireContext.IdOf(IAddressable reference) => reference.GetGrainId();

    TInterface IWireContext.Refer<TInterface>(GrainId id)
    {
        var key = id.Key.ToString();
        if (id.Type == ObserverType)
        {
            return Refer<TInterface>(new ProxyOrigin(this, key, grainClass: null, MailboxOf(key)));
        }

        return key.Length > 0 && _classesByType.TryGetValue(id.Type, out var grainClass)
            ? Refer<TInterface>(new ProxyOrigin(this, key, grainClass, mailbox: null))
            : throw new WireFormatException($"No grain class in the manifest is of the type of {id}.");
    }

    /// <summary>A reference to the same grain through another interface.</summary>
    internal TInterface Refer<TInterface>(GrainReference reference) =>
        Refer<TInterface>(new ProxyOrigin(reference.Runtime, reference.Key, reference.GrainClass, reference.Mailbox));

    /// <summary>What a call from another process is for.</summary>
    /// <param name="type">The grain type as UTF-8; empty: an observer.</param>
    /// <param name="key">The key of the grain or observer.</param>
    internal GrainReference ReferTo(ReadOnlySpan<byte> type, string key)
    {
        if (type.IsEmpty)
        {
            return new GrainReference(new ProxyOrigin(this, key, grainClass: null, MailboxOf(key)));
        }

        var name = (stackalloc char[128]);
        return Encoding.UTF8.TryGetChars(type, name, out var length)
            && _classesByName.TryGetValue(name[..length], out var grainClass)
            && key.Length > 0
            ? new GrainReference(new ProxyOrigin(this, key, grainClass, mailbox: null))
            : throw new OrleansException(
                $"No grain class here is of the type '{Encoding.UTF8.GetString(type)}': another release?");
    }

    /// <summary>A reference to a grain that is to be reminded, whatever its interfaces.</summary>
    internal IRemindable ReferToRemindable(GrainId grain) => _classesByType.TryGetValue(grain.Type, out var grainClass)
        ? new RemindableProxy(new ProxyOrigin(this, grain.Key.ToString(), grainClass, mailbox: null))
        : throw new InvalidOperationException($"No grain class in the manifest is of the type '{grain.Type}'.");

    /// <summary>Sends a request on its way, with what it takes along from its caller.</summary>
    internal void Send(GrainReference target, GrainRequest request)
    {
        if (CurrentRequest is { Finished: false } caller)
        {
            request.Caller = caller;
        }

        request.Context = RequestContext.Values;
        var method = request.Method;
        if (!method.IsOneWay)
        {
            request.Deadline = method.Timeout is { } timeout ? Clock.After(timeout) : Clock.Now + 1 + _timeoutTicks;
        }

        if (!method.IsOneWay && RuntimeMetrics.TimesThisCall)
        {
            _ = Metrics.Time(request.Answer, target.GrainId.Type, Time);
        }

        Router.Route(target, request);
    }

    internal TimeSpan TimeoutOf(GrainMethod method) => method.Timeout ?? Options.CallTimeout;

    /// <summary>Cancels; what the grain's own callbacks throw is logged and stops nothing.</summary>
    internal void Cancel(CancellationTokenSource source, GrainId grain)
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException exception)
        {
            Log.StrayFailure(exception, "cancellation", grain.ToString());
        }
    }

    /// <summary>Lets go of a grain and its services.</summary>
    internal async Task Release(Activation activation, Grain? grain, IServiceScope? scope)
    {
        try
        {
            await Dispose(grain);
            await Dispose(scope);
        }
        catch (Exception exception)
        {
            Log.DeactivationFailed(exception, activation.GrainId.ToString());
        }

        static ValueTask Dispose(object? thing)
        {
            if (thing is IAsyncDisposable later)
            {
                return later.DisposeAsync();
            }

            (thing as IDisposable)?.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    async Task IGrainHandover.GiveUpAsync(Func<GrainId, bool> keeps, CancellationToken limit)
    {
        var moving = _classes.Where(static it => !it.IsStatelessWorker).SelectMany(static it => it.Activations)
            .Where(it => !keeps(it.GrainId)).ToArray();
        foreach (var activation in moving)
        {
            activation.Deactivate(new DeactivationReason(
                DeactivationReasonCode.Migrating, "Another silo owns the grain now."), limit);
        }

        try
        {
            await Task.WhenAll(moving.Select(static it => it.Deactivated)).WaitAsync(limit);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            var late = moving.Where(static it => !it.Deactivated.IsCompleted).ToArray();
            Log.HandoverIncomplete(late.Length);
            foreach (var activation in late)
            {
                activation.Abandon();
            }
        }
    }

    /// <summary>Lets requests that have begun end, then deactivates all grains; gives up after the drain
    /// time.</summary>
    internal async Task StopAsync(CancellationToken cancellation)
    {
        _stopping = true;
        if (Membership is { Removed.IsCompleted: true })
        {
            // What there is to save is others' by now, and nothing of it would be believed.
            Clock.Dispose();
            return;
        }

        var began = Time.GetTimestamp();
        using var limit = new CancellationTokenSource(Options.DrainTime, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            // What ends may have called grains that were not there yet: hence rounds.
            while (Activations.ToArray() is { Length: > 0 } living)
            {
                foreach (var activation in living)
                {
                    activation.Deactivate(new DeactivationReason(
                        DeactivationReasonCode.ShuttingDown, "The process is stopping."), either.Token);
                }

                await Task.WhenAll(living.Select(static it => it.Deactivated)).WaitAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            Log.DrainIncomplete(Activations.Count(), Options.DrainTime);
        }

        Metrics.Drained(Time.GetElapsedTime(began));
        Clock.Dispose();
    }

    public void Dispose()
    {
        _stopping = true;
        Clock.Dispose();
    }

    private TInterface Refer<TInterface>(ProxyOrigin origin) =>
        _interfaces.TryGetValue(typeof(TInterface), out var description)
            && description is InterfaceDescription<TInterface> { Refer: { } refer }
            ? refer(origin)
            : throw new InvalidOperationException(
                $"{typeof(TInterface)} is in no grain manifest: its assembly needs the generator.");

    /// <summary>How the keys of this process's observers begin: an observer's identity is the same in all processes.</summary>
    private string KeyPrefix => Membership is not { } membership ? ""
        : membership.Self is { } self ? RemoteObserver.PrefixOf(self)
        : throw new InvalidOperationException("This process has not joined its cluster yet: nobody could call the observer.");

    /// <summary>Where an observer's calls go.</summary>
    private Mailbox MailboxOf(string observer) =>
        _observers.Find(observer) ?? (Mailbox)new RemoteObserver(this, observer);

    private GrainClass ClassOf(Type type, string? prefix)
    {
        var classes = _implementations.GetValueOrDefault(type) ?? [];
        if (classes.Length == 1 && prefix is null)
        {
            return classes[0];
        }

        var fitting =
            Array.FindAll(classes, it => prefix is null || it.FullName.StartsWith(prefix, StringComparison.Ordinal));
        return fitting.Length == 1 ? fitting[0] : throw new ArgumentException(
            fitting.Length == 0
                ? $"No grain class in the manifest implements {type}."
                : $"{type} is implemented by {string.Join(" and ", fitting.Select(static it => it.FullName))}: "
                    + "give a prefix.",
            nameof(prefix));
    }

    private void OnTick(int now)
    {
        try
        {
            int waiting = 0, deepest = 0;
            foreach (var activation in Activations)
            {
                if (activation.InUse)
                {
                    activation.ExpireUntil(now);
                    waiting += activation.Waiting;
                    deepest = Math.Max(deepest, activation.Waiting);
                }
                else
                {
                    activation.CollectIfIdle(now);
                }
            }

            Metrics.FoundWaiting(waiting, deepest);

            foreach (var observer in _observers.Living())
            {
                observer.ExpireUntil(now);
            }

            Router.ExpireUntil(now);
        }
        catch (Exception exception)
        {
            Log.ClockFailed(exception);
        }
    }

    private static TimeSpan TickFor(RuntimeOptions options) => TimeSpan.FromTicks(Math.Clamp(
        Math.Min(options.CallTimeout.Ticks, options.IdleTime.Ticks) / 64,
        TimeSpan.FromMilliseconds(10).Ticks,
        TimeSpan.FromMilliseconds(500).Ticks));
}
