namespace MamlEdge.Runtime;

/// <summary>Where graphs run, and why there.</summary>
/// <param name="Target">The chosen target; never <see cref="ExecutionTarget.Auto"/>.</param>
/// <param name="Device">The device, such as <c>CPU, 1 thread</c>; the providers' names, where they were named.</param>
/// <param name="Reason">Why it was chosen; where a fallback was needed, what failed, and when.</param>
public sealed record ExecutionInfo(ExecutionTarget Target, string Device, string Reason);
