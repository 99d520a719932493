namespace MamlEdge.Exporter.Tests;

/// <summary>A function with every Float32 in it as Float64, for kernels of ONNX Runtime that compute in double precision.</summary>
internal static class InDouble
{
    public static Function Of(Function function)
    {
        Rewriter rewriter = null!;
        rewriter = new Rewriter(new Graph(), (value, inputs, attributes) =>
        {
            if (value.Op == Leaves.Input && value.Type == DataType.Float32) return rewriter.Target.NewInput(value.Name, DataType.Float64, value.Shape);
            foreach (var name in new[] { "type", "to" }.Where(n => attributes.Has(n) && attributes.Int(n) == (long)DataType.Float32)) attributes = attributes.With(name, DataType.Float64);
            if (value.Op == Leaves.Constant || value.Op == Leaves.Initializer)
            {
                var tensor = attributes.Tensor("value");
                if (tensor.Type == DataType.Float32) attributes = attributes.With("value", new Tensor(DataType.Float64, tensor.Dims, tensor.Values));
            }

            return rewriter.Rebuild(value, inputs, attributes);
        });
        return rewriter.Copy(function);
    }
}
