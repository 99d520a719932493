using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Reference kernels of standardisation.</summary>
internal static class StatisticsKernels
{
    public static Tensor Standardize(KernelContext k)
    {
        var centred = Centred(k);
        return Broadcasting.Map(k.Inputs[0].Type, centred, Inverse(k, centred, keep: true), (c, r) => c * r);
    }

    public static Tensor InverseDeviation(KernelContext k) => Inverse(k, Centred(k), Reductions.MustKeep(k.Attributes.Ints("axes")!));

    private static Tensor Centred(KernelContext k) =>
        Broadcasting.Map(k.Inputs[0].Type, k.Inputs[0], ReductionKernel.Run(k, v => v.Average()), (x, mean) => x - mean);

    private static Tensor Inverse(KernelContext k, Tensor centred, bool keep)
    {
        var epsilon = k.Attributes.Float("epsilon");
        return ReductionKernel.Run(k with { Inputs = [centred], Attributes = k.Attributes.With("keepdims", keep) }, v => 1 / Math.Sqrt(v.Average(c => c * c) + epsilon));
    }
}
