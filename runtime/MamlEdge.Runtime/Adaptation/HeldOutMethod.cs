namespace MamlEdge.Runtime;

/// <summary>How a support set was divided to check an adaptation.</summary>
public enum HeldOutMethod
{
    /// <summary>Each example was left out once, alone.</summary>
    LeaveOneOut,

    /// <summary>Each example was left out once, with others of its fold.</summary>
    Folds,

    /// <summary>Nothing could be left out; <see cref="HeldOutReport.Reason"/> says why.</summary>
    NotPossible,
}
