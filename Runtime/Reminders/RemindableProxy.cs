using Academy.Runtime.Calls;
using Academy.Runtime.Manifest;
using Academy.Runtime.Serialization;
using Academy.Runtime.Serialization.Codecs;
using Orleans;
using Orleans.Runtime;

namespace Academy.Runtime.Reminders;

/// <summary>A reference to a grain of any class as one to be reminded.</summary>
internal sealed class RemindableProxy(ProxyOrigin origin) : GrainProxy(origin), IRemindable
{
    private static readonly GrainMethod ReceiveMethod =
        new("Orleans.IRemindable", nameof(IRemindable.ReceiveReminder), CallOptions.None, timeout: null,
            WireHash.Of("Orleans.IRemindable.ReceiveReminder"), typeof(string), typeof(TickStatus));

    internal static void Describe(GrainManifestBuilder builder) =>
        builder.AddMethod(ReceiveMethod, ReceiveRequest.Read);

    public override string InterfaceName => "Orleans.IRemindable";

    Task IRemindable.ReceiveReminder(string reminderName, TickStatus status) =>
        Call(new ReceiveRequest(reminderName, status));

    private sealed class ReceiveRequest(string reminderName, TickStatus status) : ActionRequest
    {
        public override GrainMethod Method => ReceiveMethod;

        public override void WriteArguments(ref WireWriter writer)
        {
            writer.WriteString(reminderName);
            TickStatusCodec.Instance.Write(ref writer, status);
        }

        internal static ReceiveRequest Read(ref WireReader reader) =>
            new ReceiveRequest(reader.ReadString()!, TickStatusCodec.Instance.Read(ref reader));

        protected override ValueTask Invoke(object target) => target is IRemindable grain
            ? new ValueTask(grain.ReceiveReminder(reminderName, status))
            : throw new InvalidOperationException($"{target.GetType()} does not implement {nameof(IRemindable)} (any more).");
    }
}
