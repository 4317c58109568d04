namespace Academy.Runtime.Activations;

/// <summary>The activations of one stateless worker in this process: up to so many, made when those that are there have
/// something to do.</summary>
internal sealed class WorkerPool(GrainClass grainClass, string key, int limit)
{
    private readonly Lock _gate = new();
    private readonly List<Activation> _workers = [];
    private bool _abandoned;

    internal Activation[] Workers
    {
        get
        {
            lock (_gate)
            {
                return [.. _workers];
            }
        }
    }

    /// <summary>One that is free, or a new one, or the one with the shortest line; null: the pool is none any more.</summary>
    internal Activation? Find()
    {
        lock (_gate)
        {
            if (_abandoned)
            {
                return null;
            }

            var best = _workers.MinBy(static it => it.Load);
            if (best is null || (best.Load > 0 && _workers.Count < limit))
            {
                best = new Activation(grainClass, key, held: false);
                _workers.Add(best);
            }

            return best;
        }
    }

    /// <summary>Takes a closed activation off; true if it was the last, and the pool is none any more.</summary>
    internal bool Remove(Activation activation)
    {
        lock (_gate)
        {
            _workers.Remove(activation);
            return _abandoned = _workers.Count == 0;
        }
    }

    /// <summary>Puts a successor in the place of a closed activation.</summary>
    internal void Replace(Activation activation, Activation successor)
    {
        lock (_gate)
        {
            _workers[_workers.IndexOf(activation)] = successor;
        }
    }
}
