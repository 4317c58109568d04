using Academy.Runtime.Mailboxes;

namespace Academy.Runtime.Observers;

/// <summary>The observers of this process, held weakly: a reference nobody holds any more needs no time-outs.</summary>
internal sealed class ObserverDirectory
{
    private readonly Lock _lock = new();
    private readonly List<WeakReference<ObserverMailbox>> _observers = [];
    private long _lastKey;

    internal string NextKey() => Interlocked.Increment(ref _lastKey).ToString();

    internal void Add(ObserverMailbox observer)
    {
        lock (_lock)
        {
            _observers.Add(new WeakReference<ObserverMailbox>(observer));
        }
    }

    /// <summary>The observer with this key; null: nobody refers to it any more.</summary>
    internal ObserverMailbox? Find(string key) => Living().OfType<ObserverMailbox>()
        .FirstOrDefault(observer => observer.Id.Key.ToString() == key);

    internal IEnumerable<Mailbox> Living()
    {
        lock (_lock)
        {
            _observers.RemoveAll(static observer => !observer.TryGetTarget(out _));
            return [.. _observers
                .Select(static observer => observer.TryGetTarget(out var living) ? living : null)
                .OfType<Mailbox>()];
        }
    }
}
