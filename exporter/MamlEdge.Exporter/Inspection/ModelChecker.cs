using Google.Protobuf;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Inspection;

/// <summary>
/// Whether an ONNX model is well formed, by the rules of the ONNX specification that onnx.checker holds models to: versions and
/// imports, names defined once and before their use, nodes that fit the schemas of their operators, tensors that fit their shapes,
/// external data in the model's folder, functions that are complete.
/// </summary>
public sealed class ModelChecker
{
    private const long FirstVersionWithFunctions = 8;
    private const long OldestOpset = 11;
    private const long NewestOpset = 21;

    private readonly ModelProto _model;
    private readonly Func<string, long?> _sizeOf;
    private readonly List<string> _problems = [];

    private ModelChecker(ModelProto model, Func<string, long?> sizeOf)
    {
        (_model, _sizeOf) = (model, sizeOf);
    }

    /// <summary>Everything that is wrong with a model, each as a sentence; nothing where it is well formed.</summary>
    /// <param name="model">The bytes of the model.</param>
    /// <param name="sizeOf">Size of a file in the model's folder, null where it is missing.</param>
    public static IReadOnlyList<string> Problems(byte[] model, Func<string, long?> sizeOf)
    {
        ModelProto proto;
        try
        {
            proto = ModelProto.Parser.ParseFrom(model);
        }
        catch (InvalidProtocolBufferException error)
        {
            return [$"the file is no ONNX model: {error.Message}"];
        }

        var checker = new ModelChecker(proto, sizeOf);
        checker.Run();
        return checker._problems;
    }

    private void Run()
    {
        Require(_model.IrVersion >= 3, $"the IR version must be 3 or more, got {_model.IrVersion}");
        Require(_model.OpsetImport.Count > 0, "no operator set is imported");
        Unique(_model.OpsetImport.Select(o => DomainOf(o.Domain)), "operator set", "the model");
        Require(_model.Functions.Count == 0 || _model.IrVersion >= FirstVersionWithFunctions, $"functions need IR version {FirstVersionWithFunctions}, the model has {_model.IrVersion}");
        if (_model.Graph is null)
        {
            _problems.Add("there is no graph");
            return;
        }

        Require(_model.Graph.Name.Length > 0, "the graph has no name");
        Check(_model.Graph, [], Imports(_model.OpsetImport), "the graph");
        Unique(_model.Functions.Select(f => $"{f.Domain}.{f.Name}:{f.Overload}".TrimEnd(':')), "function", "the model");
        foreach (var function in _model.Functions) Check(function);
    }

    private void Check(FunctionProto function)
    {
        var where = $"function '{function.Domain}.{function.Name}'";
        Require(function.Name.Length > 0 && function.Domain.Length > 0, $"{where} needs a name and a domain");
        Require(_model.OpsetImport.Any(o => o.Domain == function.Domain), $"the domain of {where} is not imported by the model");
        Require(!Reaches(function, function, []), $"{where} calls itself");
        var defined = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in function.Input) Define(input, defined, where);
        Check(function.Node, defined, Imports(function.OpsetImport), where);
        foreach (var output in function.Output) Require(defined.Contains(output), $"output '{output}' of {where} is not computed");
        Unique(function.Output, "output", where);
    }

    private void Check(GraphProto graph, HashSet<string> outer, Dictionary<string, long> imports, string where)
    {
        var inputs = graph.Input.Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
        var defined = new HashSet<string>(outer, StringComparer.Ordinal);
        foreach (var input in graph.Input)
        {
            Define(input.Name, defined, where);
            Require(input.Type?.TensorType is not { ElemType: 0 } && input.Type is not null, $"input '{input.Name}' of {where} has no type");
        }

        Unique(graph.Initializer.Select(i => i.Name), "initializer", where);
        foreach (var tensor in graph.Initializer)
        {
            if (!inputs.Contains(tensor.Name)) Define(tensor.Name, defined, where);
            TensorCheck.Run(tensor, $"initializer '{tensor.Name}'", _sizeOf, _problems);
        }

        foreach (var sparse in graph.SparseInitializer.Where(s => !inputs.Contains(s.Values?.Name ?? ""))) Define(sparse.Values?.Name ?? "", defined, where);
        Check(graph.Node, defined, imports, where);
        foreach (var output in graph.Output)
        {
            Require(defined.Contains(output.Name), $"output '{output.Name}' of {where} is not computed");
            Require(output.Type?.TensorType is not { ElemType: 0 }, $"output '{output.Name}' of {where} has no element type");
        }

        Unique(graph.Output.Select(o => o.Name), "output", where);
    }

    private void Check(IEnumerable<NodeProto> nodes, HashSet<string> defined, Dictionary<string, long> imports, string where)
    {
        if (imports.TryGetValue("", out var version) && version is < OldestOpset or > NewestOpset)
        {
            _problems.Add($"{where} is of opset {version}; schemas are known from {OldestOpset} to {NewestOpset}");
            return;
        }

        foreach (var node in nodes)
        {
            var name = $"{node.OpType} '{(node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault() ?? "")}' in {where}";
            foreach (var input in node.Input.Where(i => i.Length > 0 && !defined.Contains(i))) _problems.Add($"{name} uses '{input}', which nothing before it defines");
            if (!imports.TryGetValue(DomainOf(node.Domain), out var opset)) _problems.Add($"{name} is of the domain '{node.Domain}', which is not imported");
            else NodeCheck.Run(node, opset, LocalFunctions.Called(_model, node), name, _problems);
            foreach (var attribute in node.Attribute)
            {
                if (attribute.T is not null) TensorCheck.Run(attribute.T, $"attribute '{attribute.Name}' of {name}", _sizeOf, _problems);
                foreach (var graph in attribute.G is null ? attribute.Graphs : attribute.Graphs.Prepend(attribute.G)) Check(graph, defined, imports, name);
            }

            foreach (var output in node.Output.Where(o => o.Length > 0)) Define(output, defined, where);
        }
    }

    private bool Reaches(FunctionProto from, FunctionProto to, HashSet<FunctionProto> seen) => from.Node.Select(n => LocalFunctions.Called(_model, n)).OfType<FunctionProto>()
        .Any(f => f == to || (seen.Add(f) && Reaches(f, to, seen)));

    private void Define(string name, HashSet<string> defined, string where)
    {
        Require(name.Length > 0, $"a value of {where} has no name");
        Require(defined.Add(name), $"'{name}' is defined twice in {where}");
    }

    private void Unique(IEnumerable<string> names, string kind, string where)
    {
        foreach (var name in names.GroupBy(n => n).Where(g => g.Count() > 1)) _problems.Add($"the {kind} '{name.Key}' of {where} is there {name.Count()} times");
    }

    private void Require(bool holds, string problem)
    {
        if (!holds) _problems.Add(problem);
    }

    private static Dictionary<string, long> Imports(IEnumerable<OperatorSetIdProto> imports) =>
        imports.DistinctBy(o => DomainOf(o.Domain)).ToDictionary(o => DomainOf(o.Domain), o => o.Version, StringComparer.Ordinal);

    private static string DomainOf(string domain) => domain == "ai.onnx" ? "" : domain;
}
