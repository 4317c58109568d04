using Academy.Runtime.Calls;
using Academy.Runtime.Mailboxes;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;

namespace Academy.Runtime.Activations;

/// <summary>
/// A grain in memory. Its life: <c>New</c> until the first request, <c>Activating</c>, <c>Active</c>,
/// <c>Deactivating</c>, <c>Closed</c>. Requests start only while it is active and nobody has asked it to end; whatever
/// waits when it closes goes, in order, to its successor. All fields belong to its turns unless said otherwise.
/// </summary>
internal sealed class Activation : Mailbox, IGrainContext
{
    [ThreadStatic]
    private static Activation? _underConstruction;

    private readonly GrainClass _class;
    private Life _life;
    private bool _hasServed;
    private bool _isSent;
    private int _lastUse;
    private int _keepUntil;
    private int _servedBefore;
    private Grain? _grain;
    private DeactivationRequest? _deactivation;
    private List<GrainTimer>? _timers;
    private IServiceScope? _scope;
    private GrainReference? _reference;
    private TaskCompletionSource? _deactivated;

    internal Activation(GrainClass grainClass, string key, bool held) : base(held)
    {
        _class = grainClass;
        Key = key;
        _lastUse = grainClass.Runtime.Clock.Now;
        Admits = false;
        LifeChanges = true;
    }

    private enum Life : byte { New, Activating, Active, Deactivating, Closed }

    /// <summary>The activation whose grain's constructor runs on this thread.</summary>
    internal static Activation? UnderConstruction => _underConstruction;

    internal string Key { get; }

    internal override GrainRuntime Runtime => _class.Runtime;

    internal override GrainId Id => GrainId;

    internal override object? Instance => _grain;

    internal override IncomingFilters? Filters => _class.IsFilter && _grain is IIncomingGrainCallFilter filter
        ? IncomingFilters.And(Runtime.IncomingFilters, filter) : Runtime.IncomingFilters;

    internal IGrainFactory GrainFactory => Runtime;

    public GrainId GrainId => new(_class.Type, IdSpan.Create(Key));

    public object? GrainInstance => _grain;

    public GrainReference GrainReference =>
        _reference ??= new GrainReference(new ProxyOrigin(Runtime, Key, _class, this));

    public IServiceProvider ActivationServices => (_scope ??= Runtime.ServiceProvider.CreateScope()).ServiceProvider;

    public Task Deactivated => LazyInitializer.EnsureInitialized(
        ref _deactivated,
            () => new TaskCompletionSource(Runtime.Scheduler is null
                ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None)).Task;

    private protected override bool IsReentrant => _class.IsReentrant;

    /// <summary>Whether a turn of this activation runs on this thread.</summary>
    private bool IsOnTurn => ReferenceEquals(GrainRuntime.CurrentRequest?.Target, this);

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        var asked = new DeactivationRequest(this, deactivationReason, cancellationToken);
        if (IsOnTurn)
        {
            AskToEnd(asked);
        }
        else
        {
            Enqueue(new Signal<Activation>(activation => activation.AskToEnd(asked)));
        }
    }

    internal void DelayDeactivation(TimeSpan timeSpan) =>
        _keepUntil = timeSpan < TimeSpan.Zero ? 0 : Runtime.Clock.After(timeSpan);

    internal IGrainTimer RegisterTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        if (!IsOnTurn)
        {
            throw new InvalidOperationException("A grain registers its timers within its own turns.");
        }

        var timer = new GrainTimer(this, callback, options);
        (_timers ??= []).Add(timer);
        return timer;
    }

    internal void Forget(GrainTimer timer)
    {
        // A timer disposed elsewhere stays listed until the activation ends, and does nothing.
        if (IsOnTurn)
        {
            _timers?.Remove(timer);
        }
    }

    /// <summary>How many requests were begun since the last question; only one asks at a time.</summary>
    internal int TakeServed()
    {
        var served = Served;
        var since = unchecked(served - _servedBefore);
        _servedBefore = served;
        return since;
    }

    /// <summary>The grain lives elsewhere, and this activation did not end in time: it answers nobody any more. Called on any
    /// thread.</summary>
    internal void Abandon()
    {
        IsAbandoned = true;
        _class.Remove(this);
        Enqueue(new Signal<Activation>(static activation =>
        {
            if (activation._life != Life.Closed)
            {
                activation.StopTimers();
                activation.Send();
            }
        }));
    }

    /// <summary>Asks the activation to end if nobody has used it for the idle time. Called on any thread.</summary>
    internal void CollectIfIdle(int now)
    {
        if (IsIdle(now) && !InUse)
        {
            Enqueue(new Signal<Activation>(activation =>
            {
                if (activation.IsIdle(now) && activation.SuspendedCount == 0 && activation.WaitingCount == 0)
                {
                    activation.AskToEnd(new DeactivationRequest(activation, new DeactivationReason(
                        DeactivationReasonCode.ActivationIdle, "Nobody called."), CancellationToken.None));
                }
            }));
        }
    }

    private bool IsIdle(int now) =>
        Volatile.Read(ref _lastUse) + Runtime.IdleTicks <= now && Volatile.Read(ref _keepUntil) <= now;

    private protected override void OnUse(Request request)
    {
        if (request.CountsAsUse)
        {
            _lastUse = Runtime.Clock.Now;
        }

        if (!_hasServed && request is GrainRequest)
        {
            _hasServed = true;
            Admits = MayStillServe;
        }
    }

    /// <summary>Whether requests may start although the end is asked for: at shutdown all that wait, before a move none, else at
    /// least the one that woke the grain, or a grain that ends itself while it activates would wake for ever.</summary>
    private bool MayStillServe => _life == Life.Active
        && (_deactivation is not { } end || end.Reason.ReasonCode switch
        {
            DeactivationReasonCode.ShuttingDown => true,
            DeactivationReasonCode.Migrating => false,
            _ => !_hasServed,
        });

    private void AskToEnd(DeactivationRequest asked)
    {
        if (_life is Life.Deactivating or Life.Closed)
        {
            return;
        }

        // A shutdown is the strongest wish, then a move; otherwise the first one counts.
        if (_deactivation is null || asked.Reason.ReasonCode == DeactivationReasonCode.ShuttingDown
            || (asked.Reason.ReasonCode == DeactivationReasonCode.Migrating
                && _deactivation.Reason.ReasonCode != DeactivationReasonCode.ShuttingDown))
        {
            _deactivation = asked;
            LifeChanges = true;
            Admits = MayStillServe;
        }
    }

    private protected override Request? NextOfLife()
    {
        if (_life == Life.New)
        {
            return BeginLife();
        }

        if (_life != Life.Active || _deactivation is not { } end || SuspendedCount > 0 || (Admits && WaitingCount > 0))
        {
            return null;
        }

        if (end.Reason.ReasonCode == DeactivationReasonCode.ActivationIdle && WaitingCount > 0)
        {
            _deactivation = null;
            Reopen();
            return null;
        }

        _life = Life.Deactivating;
        (Admits, LifeChanges) = (false, false);
        StopTimers();
        end.Deadline = Runtime.Clock.After(Runtime.Options.LifecycleTimeout);
        end.Target = this;
        return end;
    }

    private ActivationRequest? BeginLife()
    {
        if (FirstWaiting is not { } first)
        {
            if (_deactivation is not null)
            {
                Close();
            }

            return null;
        }

        // Asked after the activation has become visible to whoever hands over: either he sees it, or it sees his view.
        if (!_class.MayActivate(GrainId))
        {
            Close();
            return null;
        }

        _life = Life.Activating;
        LifeChanges = false;
        return new ActivationRequest(this)
        {
            Target = this,
            Context = first.Context,
            Caller = first.WaitingCaller,
            Deadline = Runtime.Clock.After(Runtime.Options.LifecycleTimeout),
        };
    }

    internal Task CallOnActivate(CancellationToken cancellation)
    {
        _underConstruction = this;
        try
        {
            _grain = _class.Create(this);
        }
        finally
        {
            _underConstruction = null;
        }

        return _grain.OnActivateAsync(cancellation);
    }

    internal void Activated()
    {
        Runtime.Metrics.CountActivation(1);
        _life = Life.Active;
        Reopen();
    }

    private void Reopen()
    {
        LifeChanges = _deactivation is not null;
        Admits = MayStillServe;
        Readmit();
    }

    internal void ActivationFailed(Exception exception)
    {
        Runtime.Log.ActivationFailed(exception, GrainId.ToString());
        _life = Life.Closed;
        CloseInto(request => request.Fail(exception));
        _class.Remove(this);
        _ = Runtime.Release(this, _grain, _scope);
        Gone();
    }

    internal async Task CallOnDeactivate(DeactivationReason reason, CancellationToken cancellation)
    {
        try
        {
            await _grain!.OnDeactivateAsync(reason, cancellation);
        }
        catch (Exception exception)
        {
            Runtime.Log.DeactivationFailed(exception, GrainId.ToString());
        }

        await Runtime.Release(this, _grain, _scope);
    }

    internal void Deactivate()
    {
        Runtime.Metrics.CountActivation(-1);
        Close();
    }

    private void Close()
    {
        _life = Life.Closed;
        LifeChanges = false;
        // First of all: a tick that waits goes to the successor with the rest, and must find there that it is over.
        StopTimers();
        if (_isSent)
        {
            // It was abandoned before: there is nothing left to give away.
        }
        else if (TryCloseEmpty())
        {
            _class.Remove(this);
        }
        else if (Runtime.IsStopping)
        {
            CloseInto(static request => request.Fail(new SiloUnavailableException("The process is stopping.")));
            _class.Remove(this);
        }
        else if (IsAbandoned || !_class.MayActivate(GrainId))
        {
            Send();
        }
        else
        {
            // Calls go to the successor before this mailbox refuses them; what waited here stands before them there.
            var successor = new Activation(_class, Key, held: true);
            _class.Replace(this, successor);
            CloseInto(successor.Inherit);
            successor.Schedule();
        }

        Gone();
    }

    /// <summary>What waits here goes to wherever the grain lives now.</summary>
    private void Send()
    {
        _isSent = true;
        _class.Remove(this);
        var grain = new GrainReference(new ProxyOrigin(Runtime, Key, _class, mailbox: null));
        CloseInto(request =>
        {
            if (request is GrainRequest call)
            {
                Runtime.Router.Route(grain, call);
            }
        });
    }

    private void Gone()
    {
        StopTimers();
        (_grain, _scope, _timers) = (null, null, null);
        _ = Deactivated;
        _deactivated!.SetResult();
    }

    private void StopTimers()
    {
        foreach (var timer in _timers?.ToArray() ?? [])
        {
            timer.Dispose();
        }
    }
}
