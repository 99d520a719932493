using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch;

/// <summary>
/// The gradient of an objective at a leaf. By a backward pass, because errors of <c>autograd.grad</c>, such as memory that runs out,
/// end the process instead of throwing.
/// </summary>
internal static class OuterGradient
{
    /// <summary>Reads what a backward pass left at a leaf: by a method in TorchSharp 0.99.6, by a property in 0.107.</summary>
    private static readonly Func<Tensor, Tensor?> At =
        (typeof(Tensor).GetMethod("grad", []) ?? typeof(Tensor).GetMethod("get_grad", []))!.CreateDelegate<Func<Tensor, Tensor?>>();

    /// <summary>The gradient; it is overwritten by the next one at the same leaf.</summary>
    public static Tensor Of(Tensor objective, Tensor leaf)
    {
        At(leaf)?.zero_();
        autograd.backward([objective], inputs: [leaf]);
        return At(leaf)!;
    }
}
