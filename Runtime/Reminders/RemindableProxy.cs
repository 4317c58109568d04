using Academy.Runtime.Calls;
using Academy.Runtime.Serialization;
using Orleans;
using Orleans.Runtime;

namespace Academy.Runtime.Reminders;

/// <summary>A reference to a grain of any class as one to be reminded.</summary>
internal sealed class RemindableProxy(ProxyOrigin origin) : GrainProxy(origin), IRemindable
{
    private static readonly GrainMethod ReceiveMethod =
        new("Orleans.IRemindable", nameof(IRemindable.ReceiveReminder), CallOptions.None);

    public override string InterfaceName => "Orleans.IRemindable";

    Task IRemindable.ReceiveReminder(string reminderName, TickStatus status) =>
        Call(new ReceiveRequest(reminderName, status));

    private sealed class ReceiveRequest(string reminderName, TickStatus status) : ActionRequest
    {
        public override GrainMethod Method => ReceiveMethod;

        public override void WriteArguments(ref WireWriter writer) => throw new NotSupportedException();

        protected override ValueTask Invoke(object target) => target is IRemindable grain
            ? new ValueTask(grain.ReceiveReminder(reminderName, status))
            : throw new InvalidOperationException($"{target.GetType()} does not implement {nameof(IRemindable)} (any more).");
    }
}
