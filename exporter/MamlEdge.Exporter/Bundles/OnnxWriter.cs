using Google.Protobuf;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Bundles;

/// <summary>Where the bytes of a constant lie: a file beside the model, from an offset on; and their type, which the model casts to its own.</summary>
public readonly record struct ExternalTensor(string File, long Offset, long Length, DataType Type = DataType.Float32);

/// <summary>
/// Writes functions as ONNX models of the default domain; functions that they call become functions of the model. The same function
/// gives the same bytes.
/// </summary>
public static class OnnxWriter
{
    /// <summary>Oldest operator set that written models use.</summary>
    public const int BaseOpset = 18;

    /// <summary>Domain of the functions that a model defines itself.</summary>
    public const string FunctionDomain = "mamledge";

    /// <summary>The model of a function, which is lowered here.</summary>
    /// <param name="function">Inputs and results carry the names that the model gets.</param>
    /// <param name="name">Name of the graph.</param>
    /// <param name="external">Inputs that are not inputs of the model but constants in a file beside it, by name.</param>
    public static byte[] Write(Function function, string name, IReadOnlyDictionary<string, ExternalTensor>? external = null)
    {
        var lowered = Lowering.Run(function);
        var opset = Opset(lowered);
        var model = new ModelProto { IrVersion = opset <= 18 ? 8 : opset <= 20 ? 9 : 10, ProducerName = "MamlEdge", ProducerVersion = "0.1.0" };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        var functions = new Dictionary<SharedFunction, FunctionProto>();
        model.Graph = Graph(lowered, name, external ?? new Dictionary<string, ExternalTensor>(), functions);
        if (functions.Count > 0) model.OpsetImport.Add(new OperatorSetIdProto { Domain = FunctionDomain, Version = 1 });
        foreach (var body in functions.Values)
        {
            body.OpsetImport.Add(model.OpsetImport);
            model.Functions.Add(body);
        }

        return model.ToByteArray();
    }

    /// <summary>The newest form that a node of the function, or of a body or function in it, needs.</summary>
    private static int Opset(Function function) => function.Reachable()
        .SelectMany(v => v.Attributes.Entries.Values.OfType<Subgraph>().Select(s => Opset(s.Body)).Append(v.Op.Opset))
        .Concat(Calls.Callees(function).Select(c => Opset(c.Body))).Append(BaseOpset).Max();

    private static GraphProto Graph(Function function, string name, IReadOnlyDictionary<string, ExternalTensor> external, Dictionary<SharedFunction, FunctionProto> functions)
    {
        var graph = new GraphProto { Name = name };
        foreach (var input in function.Inputs)
        {
            if (external.TryGetValue(input.Name, out var place)) AddExternal(graph, input, place);
            else graph.Input.Add(NodeTarget.Info(input.Name, input));
        }

        NodeWriter.Write(function, NodeTarget.Of(graph, callee => NameOf(callee, functions)), graph.Initializer.Select(i => i.Name).ToList());
        graph.Output.AddRange(function.Outputs.Select(o => NodeTarget.Info(o.Name, o.Value)));
        return graph;
    }

    /// <summary>Name of a function of the model, which is written where it is met for the first time.</summary>
    private static string NameOf(SharedFunction callee, Dictionary<SharedFunction, FunctionProto> functions)
    {
        if (functions.TryGetValue(callee, out var known)) return known.Name;
        var same = functions.Keys.Count(f => f.Name == callee.Name);
        var body = functions[callee] = new FunctionProto { Domain = FunctionDomain, Name = same == 0 ? callee.Name : $"{callee.Name}{same + 1}" };
        body.Input.AddRange(callee.Body.Inputs.Select(i => i.Name));
        body.Output.AddRange(callee.Body.Outputs.Select(o => o.Name));
        NodeWriter.Write(callee.Body, NodeTarget.Of(body, other => NameOf(other, functions)));
        return body.Name;
    }

    private static void AddExternal(GraphProto graph, Value input, ExternalTensor place)
    {
        var stored = place.Type == input.Type ? input.Name : input.Name + "/stored";
        var tensor = new TensorProto { Name = stored, DataType = (int)place.Type };
        tensor.Dims.AddRange(input.Shape.ToLongs());
        ExternalData.Point(tensor, place.File, place.Offset, place.Length);
        graph.Initializer.Add(tensor);
        if (stored != input.Name) graph.Node.Add(NodeWriter.Cast(stored, input));
    }
}
