using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Torch.Graphs;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch.Examples;

/// <summary>
/// The examples of a store on a device, from which those of an episode are gathered there, bit for bit as on the host: turned and moved
/// through tables of indices. Where they have few different values, as images of bytes do, they lie there as the numbers of a <see cref="Palette"/>.
/// </summary>
internal sealed class ResidentExamples : IDisposable
{
    /// <summary>Numbers that describe an example as it is stored, and one that is turned or moved.</summary>
    private const int Plain = 1, Changed = 4;

    private readonly ExampleStore _store;
    private readonly Tensor _inputs;
    private readonly Tensor? _palette, _targets, _turns, _rows, _columns;

    /// <summary>Copies a store to the device.</summary>
    public ResidentExamples(ExampleStore store, TorchTarget target)
    {
        _store = store;
        using var scope = NewDisposeScope();
        var palette = Palette.Of(store.Inputs);
        long[] shape = [store.Count, store.Inputs.Length / Math.Max(store.Count, 1)];
        _inputs = palette is null ? target.Floats(store.Inputs, shape) : target.Codes(palette, shape);
        _palette = palette is null ? null : target.Floats(palette.Values, [palette.Values.Length]);
        _targets = store.Targets.Length == 0 ? null : target.Floats(store.Targets, [store.Count]);
        if (store.InputShape is [_, var height, var width] && height == width)
        {
            var (side, plane) = ((int)width, (int)(height * width));
            var turns = new Symmetries(side).Tables;
            _turns = target.Integers([.. turns.SelectMany(table => table)], [turns.Count, plane]);
            _rows = target.Integers([.. Enumerable.Range(0, plane).Select(i => i / side)], [plane]);
            _columns = target.Integers([.. Enumerable.Range(0, plane).Select(i => i % side)], [plane]);
        }

        foreach (var tensor in Tensors) tensor.DetachFromDisposeScope();
    }

    private IEnumerable<Tensor> Tensors => new[] { _inputs, _palette, _targets, _turns, _rows, _columns }.OfType<Tensor>();

    /// <summary>Inputs [M, ...] and, where the store has them, target values [M] of so many references; only their numbers are copied.</summary>
    public (Tensor X, Tensor? Y) Gather(IReadOnlyList<ExampleReference> references, TorchTarget target)
    {
        var width = references.All(reference => reference.IsPlain) ? Plain : Changed;
        var numbers = target.Integers([.. references.SelectMany(r => new[] { r.Example, r.Symmetry, r.Right, r.Down }.Take(width))], [references.Count, width]);
        var examples = numbers.select(1, 0);
        var stored = _inputs.index_select(0, examples);
        var x = width == Plain ? Values(stored) : Turned(stored, numbers.select(1, 1), numbers.select(1, 2), numbers.select(1, 3));
        return (x.reshape([references.Count, .. _store.InputShape]).to_type(target.Real), _targets?.index_select(0, examples).to_type(target.Real));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Tensors) tensor.Dispose();
    }

    /// <summary>Every channel of an image through the table of its symmetry, then moved; what comes in is 0.</summary>
    private Tensor Turned(Tensor stored, Tensor symmetry, Tensor right, Tensor down)
    {
        if (_turns is null) throw new ArgumentException($"Only square images are turned or moved; the examples of the store are [{string.Join(", ", _store.InputShape)}].");
        // As numbers of libtorch: a plain one could as well become a tensor, copied from the host.
        Scalar first = 0, last = _store.InputShape[^1] - 1, side = _store.InputShape[^1];
        var (row, column) = (_rows! - down.unsqueeze(1), _columns! - right.unsqueeze(1));
        var (nearRow, nearColumn) = (row.clamp(first, last), column.clamp(first, last));
        var outside = row.ne(nearRow).logical_or(column.ne(nearColumn));
        var source = _turns.index_select(0, symmetry).gather(1, (nearRow * side) + nearColumn);
        var planes = stored.reshape(stored.shape[0], -1, _turns.shape[1]);
        return Values(planes.gather(2, source.unsqueeze(1).expand(planes.shape))).masked_fill(outside.unsqueeze(1), first);
    }

    private Tensor Values(Tensor stored) => _palette is null ? stored : _palette.index_select(0, stored.reshape(-1).to_type(ScalarType.Int64)).reshape(stored.shape);
}
