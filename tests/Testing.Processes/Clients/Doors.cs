namespace Academy.Processes.Clients;

/// <summary>The addresses that one client knows; it goes to the next when nobody answers at this one.</summary>
/// <param name="first">Where it begins.</param>
/// <param name="all">Asked anew each time: a server that comes back may listen elsewhere.</param>
internal sealed class Doors(int first, params Func<Uri>[] all)
{
    private int at = first;

    public Uri Current => all[(int)((uint)Volatile.Read(ref at) % all.Length)]();

    public IEnumerable<Uri> All => all.Select(address => address());

    public void TryNext() => Interlocked.Increment(ref at);
}
