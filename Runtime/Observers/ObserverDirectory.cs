using Academy.Runtime.Mailboxes;

namespace Academy.Runtime.Observers;

/// <summary>The observers of this process, held weakly: a reference nobody holds any more needs no time-outs.</summary>
internal sealed class ObserverDirectory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, WeakReference<ObserverMailbox>> _observers = new(StringComparer.Ordinal);
    private long _lastKey;

    internal string NextKey() => Interlocked.Increment(ref _lastKey).ToString();

    internal void Add(ObserverMailbox observer)
    {
        lock (_lock)
        {
            _observers.Add(observer.Key, new WeakReference<ObserverMailbox>(observer));
        }
    }

    /// <summary>The observer with this key; null: it is none of this process, or nobody here refers to it any
    /// more.</summary>
    internal ObserverMailbox? Find(string key)
    {
        lock (_lock)
        {
            return _observers.TryGetValue(key, out var observer) && observer.TryGetTarget(out var living) ? living : null;
        }
    }

    internal IEnumerable<Mailbox> Living()
    {
        lock (_lock)
        {
            var living = new List<Mailbox>(_observers.Count);
            foreach (var (key, observer) in _observers)
            {
                if (observer.TryGetTarget(out var mailbox))
                {
                    living.Add(mailbox);
                }
                else
                {
                    _observers.Remove(key);
                }
            }

            return living;
        }
    }
}
