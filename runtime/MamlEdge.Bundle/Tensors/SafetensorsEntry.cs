namespace MamlEdge.Bundle;

/// <summary>One named tensor of a safetensors file.</summary>
/// <param name="Name">Name in the header.</param>
/// <param name="Tensor">Type, shape and data.</param>
/// <param name="FileOffset">
/// Where the data begins, in bytes from the start of the file: the <c>offset</c> of ONNX external data.
/// </param>
public sealed record SafetensorsEntry(string Name, SafeTensor Tensor, long FileOffset);
