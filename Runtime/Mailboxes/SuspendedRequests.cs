namespace Academy.Runtime.Mailboxes;

/// <summary>The requests of a mailbox that await something, linked through themselves. Their mailbox's turns own
/// it.</summary>
internal struct SuspendedRequests
{
    private int _blocking;
    private int _blockingReaders;

    internal Request? First { get; private set; }

    internal int Count { get; private set; }

    /// <summary>Whether those that do not interleave with everything are readers, and there is at least one.</summary>
    internal readonly bool OnlyReadersBlock => _blocking > 0 && _blocking == _blockingReaders;

    /// <summary>Whether the next in line may start beside them.</summary>
    internal readonly bool Allow(Request next) => _blocking == 0 || (next.IsReadOnly && OnlyReadersBlock);

    internal void Add(Request request)
    {
        request.Previous = null;
        request.Next = First;
        if (First is not null)
        {
            First.Previous = request;
        }

        First = request;
        Count++;
        Block(request, 1);
    }

    internal void Remove(Request request)
    {
        if (request.Previous is null)
        {
            First = (Request?)request.Next;
        }
        else
        {
            request.Previous.Next = request.Next;
        }

        if (request.Next is Request next)
        {
            next.Previous = request.Previous;
        }

        request.Next = request.Previous = null;
        Count--;
        Block(request, -1);
    }

    private void Block(Request request, int change)
    {
        if (!request.AlwaysInterleaves)
        {
            _blocking += change;
            _blockingReaders += request.IsReadOnly ? change : 0;
        }
    }
}
