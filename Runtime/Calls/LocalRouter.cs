using Academy.Runtime.Activations;
using Academy.Runtime.Mailboxes;
using Academy.Runtime.Observers;
using Orleans.Runtime;

namespace Academy.Runtime.Calls;

/// <summary>Brings requests to mailboxes of this process.</summary>
internal sealed class LocalRouter(GrainRuntime runtime) : IGrainRouter
{
    public void Route(GrainReference target, GrainRequest request)
    {
        var mailbox = target.Mailbox;
        if (mailbox is null || runtime.IsStopping)
        {
            if (IsTooLate(request))
            {
                return;
            }

            mailbox ??= Find(target, target.GrainClass!);
        }

        while (!IsDelivered(request, mailbox))
        {
            if (target.GrainClass is not { } grainClass)
            {
                request.Fail(ObserverMailbox.Gone(target.GrainId));
                return;
            }

            grainClass.Remove((Activation)mailbox);
            mailbox = Find(target, grainClass);
        }
    }

    private static Activation Find(GrainReference target, GrainClass grainClass)
    {
        var activation = grainClass.Find(target.Key);
        if (!grainClass.IsStatelessWorker)
        {
            target.Mailbox = activation;
        }

        return activation;
    }

    private bool IsDelivered(GrainRequest request, Mailbox mailbox)
    {
        if (request.WaitingCaller is not null && CallChain.FindCycle(request, mailbox) is { } cycle)
        {
            request.Fail(cycle);
            return true;
        }

        switch (mailbox.Offer(request, runtime.MailboxLimit))
        {
            case Offered.Accepted:
                return true;
            case Offered.Full:
                runtime.Metrics.CountRejected();
                request.Fail(new LimitExceededException(
                    $"{mailbox.Id} has {runtime.MailboxLimit} requests waiting, which is the limit."));
                return true;
            default:
                return false;
        }
    }

    /// <summary>While the process stops, what was begun may still call others; nothing new begins.</summary>
    private bool IsTooLate(GrainRequest request)
    {
        if (runtime.IsStopping && request.Caller is null)
        {
            request.Fail(new SiloUnavailableException("The process is stopping."));
            return true;
        }

        return false;
    }
}
