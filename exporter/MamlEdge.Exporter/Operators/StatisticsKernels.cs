using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Reference kernels of standardisation.</summary>
internal static class StatisticsKernels
{
    public static Tensor Standardize(KernelContext k)
    {
        var centred = Centred(k);
        return Broadcasting.Map(k.Inputs[0].Type, centred, Inverse(k, centred), (c, r) => c * r);
    }

    public static Tensor InverseDeviation(KernelContext k) => Inverse(k, Centred(k));

    private static Tensor Centred(KernelContext k) =>
        Broadcasting.Map(k.Inputs[0].Type, k.Inputs[0], ReductionKernel.Run(k, v => v.Average()), (x, mean) => x - mean);

    private static Tensor Inverse(KernelContext k, Tensor centred)
    {
        var epsilon = k.Attributes.Float("epsilon");
        return ReductionKernel.Run(k with { Inputs = [centred] }, v => 1 / Math.Sqrt(v.Average(c => c * c) + epsilon));
    }
}
