using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Models;

/// <summary>A named parameter of a model with its values, row-major float32.</summary>
/// <param name="Name">Its name, unique in the model.</param>
/// <param name="Shape">Its axes.</param>
/// <param name="Values">Its elements.</param>
public sealed record Parameter(string Name, long[] Shape, float[] Values)
{
    /// <summary>The type that it has in the file it comes from; computing is in Float32.</summary>
    public DataType StoredAs { get; init; } = DataType.Float32;
}

/// <summary>
/// A forward model x -> y with named parameters. Its function has the input x first, then one input for each parameter; everything
/// else is constant.
/// </summary>
public sealed class ForwardModel
{
    private static readonly Dictionary<string, Dim> Reserved = new() { ["S"] = Dim.Of("S_"), ["Q"] = Dim.Of("Q_") };

    /// <summary>A model over a function whose first input is x and whose further inputs are the parameters in order.</summary>
    /// <exception cref="ExporterException">Inputs and parameters do not fit.</exception>
    public ForwardModel(string name, Function function, IReadOnlyList<Parameter> parameters)
    {
        (Name, Function, Parameters) = (name, function, parameters);
        var data = function.Inputs.Select(i => i.Name).Except(parameters.Select(p => p.Name)).ToList();
        if (data.Count != 1 || function.Outputs.Count != 1)
            throw new ExporterException($"Model '{name}' must have one data input and one output, got {Listed("input", data)} and {Listed("output", [.. function.Outputs.Select(o => o.Name)])}. Cut the model to one of each.");
        for (var i = 0; i < parameters.Count; i++)
        {
            var (input, parameter) = (function.Inputs[i + 1], parameters[i]);
            if (input.Name != parameter.Name || !Adaptation.ClassRows.Learned(input).Equals(Shape.Of(parameter.Shape)))
                throw new ExporterException($"Parameter '{parameter.Name}' [{string.Join(", ", parameter.Shape)}] does not fit input '{input.Name}' {input.Shape}.");
        }
    }

    /// <summary>What was decided on reading that may not be meant, each with the way out.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Inputs x and the parameters; one result y.</summary>
    public Function Function { get; }

    /// <summary>The parameters θ in the order of the model.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Names of the parameters that are means and variances of batch normalisations, which no gradient changes.</summary>
    public IReadOnlyList<string> Statistics => Adaptation.ForwardForms.StatisticsOf(Function);

    /// <summary>Names of the parameters with a row for each class, of which one is learned; the number of classes is free then.</summary>
    public IReadOnlyList<string> PerClass => [.. Function.Inputs.Skip(1).Where(Adaptation.ClassRows.Has).Select(i => i.Name)];

    /// <summary>The data input x; its first axis counts examples.</summary>
    public Value Input => Function.Inputs[0];

    /// <summary>The result y.</summary>
    public Output Output => Function.Outputs[0];

    /// <summary>Axes of x; null where the length is free. The first counts examples.</summary>
    public IReadOnlyList<long?> InputShape => [.. Input.Shape.Select(d => d.IsKnown ? d.Known : (long?)null)];

    /// <summary>Axes of y; null where the length is free. The first counts examples.</summary>
    public IReadOnlyList<long?> OutputShape => [.. Output.Value.Shape.Select(d => d.IsKnown ? d.Known : (long?)null)];

    /// <summary>The values of a parameter after each of the k steps of an inner loop that gives it one for each, [k, ...].</summary>
    /// <param name="inner">The inner loop; where it names no values, they are the model's own.</param>
    /// <param name="parameter">Name of the parameter.</param>
    /// <exception cref="ExporterException">The loop's values are missing, or of another number.</exception>
    public float[] AfterEachStep(Adaptation.InnerLoopSpec inner, string parameter)
    {
        var own = Parameters.Single(p => p.Name == parameter).Values;
        if (inner.StepValues is null) return [.. Enumerable.Repeat(own, inner.Steps).SelectMany(v => v)];
        var values = inner.StepValues.GetValueOrDefault(parameter)?.ToFloats();
        return values?.Length == inner.Steps * own.Length ? values
            : throw new ExporterException($"Parameter '{parameter}' needs {own.Length} values after each of {inner.Steps} steps, got {(values is null ? "none" : values.Length)}.");
    }

    /// <summary>The same model with other parameter values.</summary>
    /// <exception cref="ExporterException">A parameter is missing or has another number of elements.</exception>
    public ForwardModel WithParameters(IReadOnlyDictionary<string, float[]> values) => new(Name, Function, [.. Parameters.Select(p =>
        values.TryGetValue(p.Name, out var v) && v.Length == p.Values.Length ? p with { Values = v }
        : throw new ExporterException($"Parameter '{p.Name}' needs {p.Values.Length} values, got {(v is null ? "none" : v.Length)}."))])
    {
        Notes = Notes,
    };

    /// <summary>
    /// The model in an ONNX file, in float32. Parameters are its float initializers of rank 1 or more that the output depends on, without the
    /// running statistics of BatchNormalization and single numbers of the arithmetic; or those whose names match one of the globs.
    /// </summary>
    /// <param name="onnxFile">The model.</param>
    /// <param name="parameterGlobs">Names of the parameters; null for the default choice.</param>
    /// <param name="shapes">Shapes in the place of those that the file gives, see <see cref="ReadOptions.Shapes"/>.</param>
    /// <exception cref="ExporterException">The file is missing, damaged or not supported, or a glob matches nothing.</exception>
    public static ForwardModel Read(string onnxFile, IReadOnlyList<string>? parameterGlobs = null, IReadOnlyDictionary<string, Shape>? shapes = null) =>
        From(OnnxReader.Read(OnnxFile.Read(onnxFile), new ReadOptions { InFloat32 = true, SeparatesCopies = true, Shapes = shapes ?? ReadOptions.AsWritten.Shapes }), Path.GetFileNameWithoutExtension(onnxFile), parameterGlobs);

    internal static ForwardModel From(Function function, string name, IReadOnlyList<string>? globs)
    {
        var initializers = function.Reachable().Where(v => v.Op == Leaves.Initializer).ToList();
        var notes = new List<string>();
        var parameters = globs is null or { Count: 0 } ? ParameterChoice.Default(function, initializers, notes) : ParameterChoice.Matching(initializers, globs);
        var rewriter = new Rewriter(new Graph());
        var graph = rewriter.Target;
        var inputs = new List<Value>();
        foreach (var input in function.Inputs)
        {
            inputs.Add(graph.NewInput(input.Name, DataType.Float32, input.HasShape ? Named(input.Shape) : null));
            rewriter.Replace(input, inputs[^1].CastTo(Examples(input, notes)));
        }

        foreach (var initializer in initializers)
        {
            var tensor = initializer.Attributes.Tensor("value");
            var leaf = parameters.Contains(initializer)
                ? graph.NewInput(initializer.Name, tensor.Type, Shape.Of(tensor.Dims))
                : graph.NewConstant(tensor, initializer.Name);
            rewriter.Replace(initializer, leaf);
            if (parameters.Contains(initializer)) inputs.Add(leaf);
        }

        var copy = rewriter.Copy(function);
        return new ForwardModel(name, copy with { Inputs = inputs }, [.. initializers.Where(parameters.Contains).Select(ToParameter)]) { Notes = notes };
    }

    /// <summary>The type that a model takes examples in; those of a bundle are Float32.</summary>
    private static DataType Examples(Value input, List<string> notes)
    {
        if (!input.Type.IsNumeric()) throw new ExporterException($"The input '{input.Name}' is {input.Type}; a bundle takes numbers (Float32). Cut the model behind what turns it into numbers.");
        if (!input.Type.IsFloat()) notes.Add($"The input '{input.Name}' is {input.Type}; the bundle takes it as Float32, which is exact for whole numbers to 16,777,216, and casts it.");
        return input.Type;
    }

    private static string Listed(string what, List<string> names) =>
        names.Count switch { 0 => $"no {what}", 1 => $"the {what} {names[0]}", _ => $"the {what}s {string.Join(", ", names)}" };

    /// <summary>The shape without the names S and Q on further axes: they count support and query examples in the graphs of a bundle.</summary>
    private static Shape Named(Shape shape) => shape.Skip(1).Any(d => d.Symbols.Any(Reserved.ContainsKey)) ? new(shape.Select(d => d.Substitute(Reserved))) : shape;

    private static Parameter ToParameter(Value initializer)
    {
        var tensor = initializer.Attributes.Tensor("value");
        return tensor.Type == DataType.Float32 ? new Parameter(initializer.Name, [.. tensor.Dims], Array.ConvertAll(tensor.Values, v => (float)v)) { StoredAs = (DataType)initializer.Attributes.Int("stored", (long)tensor.Type) }
            : throw new ExporterException($"Parameter '{initializer.Name}' is {tensor.Type}; parameters must be Float32. Export the model in float32.");
    }
}
