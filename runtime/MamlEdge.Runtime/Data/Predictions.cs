using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>A model's outputs for a batch of examples.</summary>
public sealed class Predictions
{
    private readonly long[] _shape;
    private readonly OutputMeaning _meaning;

    internal Predictions(float[] values, long[] shape, OutputMeaning meaning)
    {
        Values = values;
        _shape = shape;
        _meaning = meaning;
    }

    /// <summary>Row-major values: logits for a classifier, numbers for a regression.</summary>
    public float[] Values { get; }

    /// <summary>Dimensions, examples first.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>Number of examples.</summary>
    public int Count => (int)_shape[0];

    /// <summary>Names of the classes by their numbers: those of the personal state, else of the manifest; null where neither has any.</summary>
    public IReadOnlyList<string>? Labels => _meaning.Labels;

    /// <summary>What logits are divided by before they become probabilities: <c>calibration.temperature</c> of the manifest, else 1.</summary>
    public double Temperature => _meaning.Temperature;

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
            classes[example] = Logits.Largest(this[example]);
        return classes;
    }

    /// <summary>
    /// Probabilities in the shape of <see cref="Values"/>, row-major: of a classifier softmax(logits / T) over its classes (axis 1),
    /// of a yes-or-no model 1 / (1 + exp(-logit / T)), with T the <see cref="Temperature"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The model is a regression.</exception>
    public float[] Probabilities() => _meaning.Task switch
    {
        TaskKind.Classification => Logits.Softmax(Values, _shape, _meaning.Temperature),
        TaskKind.Binary => Logits.Sigmoid(Values, _meaning.Temperature),
        _ => throw new InvalidOperationException("A regression predicts numbers, which have no probabilities: read Values."),
    };

    /// <summary>The most probable classes of one example, the most probable first; of equally probable ones the lower number first.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="example">Index of the example.</param>
    /// <exception cref="InvalidOperationException">The model does not tell classes of whole examples apart.</exception>
    public IReadOnlyList<ClassProbability> Top(int count, int example = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (_meaning.Task != TaskKind.Classification || _shape.Length != 2)
            throw new InvalidOperationException($"Top needs a classifier of whole examples, logits [N, classes]; these are {TensorShape.Text(_shape)}.");
        return [.. Logits.Softmax(this[example], [1, _shape[1]], _meaning.Temperature)
            .Select((probability, way) => new ClassProbability(way, NameOf(way), probability))
            .OrderByDescending(way => way.Probability).ThenBy(way => way.Class).Take(count)];
    }

    /// <summary>The same values as a safetensors tensor.</summary>
    public SafeTensor ToTensor() => SafeTensor.FromFloats(Values, _shape);

    /// <summary>Predictions of the same kind for more examples.</summary>
    internal Predictions With(float[] values, int count) => new(values, [count, .. _shape[1..]], _meaning);

    private string? NameOf(int way) => Labels is { } labels && way < labels.Count ? labels[way] : null;
}
