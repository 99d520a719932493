namespace MamlEdge.Native.Calls;

/// <summary><c>mamledge_status</c>.</summary>
internal enum Status
{
    Ok = 0,
    InvalidArgument = 1,
    InvalidHandle = 2,
    Bundle = 3,
    Input = 4,
    Execution = 5,
    Memory = 6,
    Unexpected = 7,
    Cancelled = 8,
    Changed = 9,
}
