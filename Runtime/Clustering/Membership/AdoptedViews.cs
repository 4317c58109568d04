using Orleans.Runtime;

namespace Academy.Runtime.Clustering;

/// <summary>
/// What a silo may conclude from the views that it has adopted. It may activate a grain that it owns if the newest view is settled:
/// then everybody has given up what is not his by that view. Or if it owned the grain in every view that it adopted since the last one
/// that it knows to be settled: then nobody else can have come by it meanwhile, because no view is settled without this silo's own
/// acknowledgement, not even one that it never saw.
/// </summary>
/// <param name="Self">This silo; null: a client, or not yet a member.</param>
/// <param name="View">The newest.</param>
/// <param name="Since">The last view known to be settled and what was adopted later, up to the newest; empty if none is known yet.</param>
internal sealed record AdoptedViews(SiloAddress? Self, ClusterView View, ClusterView[] Since)
{
    /// <summary>More views than that without a settled one: the silo forgets what it held, and waits for a settled one.</summary>
    private const int SinceMax = 32;

    internal static AdoptedViews None { get; } = new(null, ClusterView.Empty, []);

    internal bool Owns(GrainId grain) => IsSelf(View.OwnerOf(grain));

    internal bool MayActivate(GrainId grain) => Owns(grain) && (View.IsSettled || HeldSinceSettled(grain));

    /// <summary>The same with a newer view, or with one that is settled by now.</summary>
    internal AdoptedViews With(ClusterView view) => this with
    {
        View = view,
        Since = view.IsSettled ? [view]
            : view.Version == View.Version || Since.Length == 0 ? Since
            : Since.Length < SinceMax ? [.. Since, view]
            : [],
    };

    private bool HeldSinceSettled(GrainId grain)
    {
        foreach (var view in Since)
        {
            if (!IsSelf(view.OwnerOf(grain)))
            {
                return false;
            }
        }

        return Since.Length > 0;
    }

    private bool IsSelf(SiloAddress? address) =>
        address is not null && Self is not null && address.Generation == Self.Generation && address.Name == Self.Name;
}
