namespace MamlEdge.Runtime;

/// <summary>What to do with a stored state that belongs to another bundle, as all do after an update.</summary>
public enum BundleUpdatePolicy
{
    /// <summary>Refuse it: weights of one bundle mean nothing in another.</summary>
    Refuse,

    /// <summary>Adapt the new bundle to the support set that was kept with the state. The old state stays in the history.</summary>
    ReadaptFromSupport,
}
