// One measures the memory of the process, and another asks for more than there is.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
