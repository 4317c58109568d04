namespace Academy.Runtime.Mailboxes;

/// <summary>A first-in-first-out queue through the items' own links. Not thread-safe: its mailbox's turns own
/// it.</summary>
internal struct ItemQueue<T> where T : MailboxItem
{
    private T? _last;

    internal T? First { get; private set; }

    internal int Count { get; private set; }

    internal void Add(T item)
    {
        item.Next = null;
        if (_last is null)
        {
            First = item;
        }
        else
        {
            _last.Next = item;
        }

        _last = item;
        Count++;
    }

    internal T? Take()
    {
        var item = First;
        if (item is not null)
        {
            First = (T?)item.Next;
            if (First is null)
            {
                _last = null;
            }

            item.Next = null;
            Count--;
        }

        return item;
    }
}
