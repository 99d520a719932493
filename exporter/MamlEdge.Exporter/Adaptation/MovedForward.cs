using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>A forward function in the form whose gradients are fastest, on moved parameters.</summary>
/// <param name="Forms">Inputs x, then the parameters, moved; results as <see cref="ForwardForms"/> names them.</param>
/// <param name="Layouts">How each parameter is moved.</param>
internal sealed record MovedForward(Function Forms, IReadOnlyDictionary<string, ParameterLayout> Layouts)
{
    /// <summary>The form of a function for gradients in some of its parameters.</summary>
    /// <param name="forms">Inputs x, then the parameters; results as <see cref="ForwardForms"/> names them.</param>
    /// <param name="differentiated">Names of the parameters that gradients are taken for, where what is <see cref="Frozen"/> shall stay as it is; null for all of them.</param>
    public static MovedForward Of(Function forms, IReadOnlyCollection<string>? differentiated = null)
    {
        var expanded = Simplify.Algebra(Simplify.Recognized(Composites.Expand(forms, differentiated)));
        var fast = PlaceOrder.Run(Simplify.Algebra(ChannelsLast.Run(expanded, differentiated)));
        var (moved, layouts) = ParameterLayout.Of(Simplify.Algebra(DataMoments.Run(fast)));
        return new(moved, layouts);
    }
}
