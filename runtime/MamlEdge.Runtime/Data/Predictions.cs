using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>A model's outputs for a batch of examples.</summary>
public sealed class Predictions
{
    private readonly long[] _shape;

    internal Predictions(float[] values, long[] shape)
    {
        Values = values;
        _shape = shape;
    }

    /// <summary>Row-major values: logits for a classifier, numbers for a regression.</summary>
    public float[] Values { get; }

    /// <summary>Dimensions, examples first.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>Number of examples.</summary>
    public int Count => (int)_shape[0];

    /// <summary>The values of one example.</summary>
    /// <param name="example">Its index.</param>
    public ReadOnlySpan<float> this[int example]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(example);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(example, Count);
            var width = Values.Length / Count;
            return Values.AsSpan(example * width, width);
        }
    }

    /// <summary>The class with the largest logit of each example; the first of equal ones.</summary>
    public int[] Classes()
    {
        var classes = new int[Count];
        for (var example = 0; example < classes.Length; example++)
        {
            var logits = this[example];
            for (var way = 1; way < logits.Length; way++)
            {
                if (logits[way] > logits[classes[example]])
                    classes[example] = way;
            }
        }

        return classes;
    }

    /// <summary>The same values as a safetensors tensor.</summary>
    public SafeTensor ToTensor() => SafeTensor.FromFloats(Values, _shape);
}
