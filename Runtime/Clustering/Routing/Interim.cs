using System.Text;
using Orleans.Runtime;
using Academy.Runtime.Serialization;

namespace Academy.Runtime.Clustering.Routing;

// Until the codecs of exceptions and context values have landed.
internal static class WireExceptions
{
    internal static void Write(ref WireWriter writer, Exception e) { writer.WriteString(e.GetType().Name); writer.WriteString(e.Message); }
    internal static Exception Read(ref WireReader reader)
    {
        var type = reader.ReadString(); var m = reader.ReadString()!;
        return type == "LimitExceededException" ? new LimitExceededException(m) : new OrleansException(type + ": " + m);
    }
}
internal static class WireContextValues
{
    internal static void Write(ref WireWriter writer, Dictionary<string, object>? v) { writer.WriteVarint((ulong)v!.Count); foreach (var (k, o) in v) { writer.WriteString(k); writer.WriteString((string)o); } }
    internal static Dictionary<string, object> Read(ref WireReader reader) { var n = (int)reader.ReadVarint(); var d = new Dictionary<string, object>(); for (var i = 0; i < n; i++) d[reader.ReadString()!] = reader.ReadString()!; return d; }
}
