namespace Orleans.Runtime
{
    /// <summary>Whatever can be called through a reference: a grain or an observer.</summary>
    public interface IAddressable;
}

namespace Orleans
{
    using Orleans.Runtime;

    /// <summary>What all grain interfaces have in common.</summary>
    public interface IGrain : IAddressable;

    /// <summary>A grain that is named by a string.</summary>
    public interface IGrainWithStringKey : IGrain;

    /// <summary>A receiver of notifications that lives outside any grain, named by a reference that its owner
    /// makes.</summary>
    public interface IGrainObserver : IAddressable;
}
