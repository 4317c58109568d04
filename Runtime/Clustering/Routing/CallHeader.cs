using System.Text;
using Academy.Runtime.Activations;
using Academy.Runtime.Serialization;
using Orleans.Runtime;

namespace Academy.Runtime.Clustering.Routing;

/// <summary>What precedes the arguments of a call between processes.</summary>
internal ref struct CallHeader
{
    private const byte ContextFollows = 1;
    private const byte CanBeCancelled = 2;
    private const int HopsShift = 4;

    /// <summary>The call's number on its connection; 0: nobody waits.</summary>
    internal long Id;

    internal uint Method;

    /// <summary>The caller's view.</summary>
    internal long Version;

    internal TimeSpan TimeLeft;

    /// <summary>How often a call that nobody waits for was sent on.</summary>
    internal int Hops;

    internal bool IsCancellable;

    /// <summary>The grain type; empty: an observer.</summary>
    internal ReadOnlySpan<byte> Type;

    internal string Key;

    /// <summary>Whether the request context follows, before the arguments.</summary>
    internal bool HasContext;

    internal readonly void Write(ref WireWriter writer)
    {
        writer.WriteVarint((ulong)Id);
        writer.WriteByte((byte)(
            (HasContext ? ContextFollows : 0) | (IsCancellable ? CanBeCancelled : 0) | Hops << HopsShift));
        writer.WriteFixed32(Method);
        writer.WriteVarint((ulong)Version);
        writer.WriteVarint((ulong)Math.Max(0, (long)TimeLeft.TotalMilliseconds));
        writer.WriteBytes(Type);
        writer.WriteString(Key);
    }

    /// <exception cref="WireFormatException">It is none.</exception>
    internal void Read(ref WireReader reader)
    {
        Id = (long)reader.ReadVarint();
        var flags = reader.ReadByte();
        (HasContext, IsCancellable, Hops) = (
            (flags & ContextFollows) != 0, (flags & CanBeCancelled) != 0, flags >> HopsShift);
        Method = reader.ReadFixed32();
        Version = (long)reader.ReadVarint();
        TimeLeft = TimeSpan.FromMilliseconds(Math.Min(reader.ReadVarint(), (ulong)int.MaxValue));
        Type = reader.ReadBytes(out var type) ? type : default;
        Key = reader.ReadString() ?? throw new WireFormatException("A call of nobody.");
    }
}
