// Each test starts silos: together they would starve each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
