using System.Globalization;
using MamlEdge.Exporter.Onnx.Proto;
using Kind = MamlEdge.Exporter.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace MamlEdge.Exporter.Onnx;

/// <summary>What ONNX says about the nodes of an operator of the default domain, from one version of the operator set on.</summary>
/// <param name="Since">First version that holds this form.</param>
/// <param name="Inputs">Least and largest number of inputs.</param>
/// <param name="Outputs">Least and largest number of outputs.</param>
/// <param name="Attributes">Types of the attributes, and whether each is required; a null type may be any.</param>
internal sealed record OperatorSchema(
    long Since, (int Least, int Most) Inputs, (int Least, int Most) Outputs, IReadOnlyDictionary<string, (Kind? Type, bool Required)> Attributes)
{
    private static readonly Lazy<ILookup<string, OperatorSchema>> Table = new(Read);

    /// <summary>The first version that an operator is not part of any more; the schema is not valid from it on.</summary>
    public bool Deprecated { get; init; }

    /// <summary>The schema of an operator at a version of the operator set; null where there is none.</summary>
    public static OperatorSchema? Of(string type, long opset) => Table.Value[type].LastOrDefault(s => s.Since <= opset) is { Deprecated: false } schema ? schema : null;

    private static ILookup<string, OperatorSchema> Read()
    {
        using var stream = typeof(OperatorSchema).Assembly.GetManifestResourceStream("schemas.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')
            .Select(line => line.Split(' ')).ToLookup(f => f[0], Parse, StringComparer.Ordinal);
    }

    private static OperatorSchema Parse(string[] fields)
    {
        var since = long.Parse(fields[1], CultureInfo.InvariantCulture);
        if (fields[2] == "deprecated") return new(since, default, default, new Dictionary<string, (Kind?, bool)>()) { Deprecated = true };
        return new(since, Range(fields[2]), Range(fields[3]), fields.Skip(4).Select(f => f.Split(':')).ToDictionary(
            f => f[0], f => (KindOf(f[1][0]), f[1].EndsWith('!')), StringComparer.Ordinal));
    }

    private static (int, int) Range(string text)
    {
        var ends = text.Split('-');
        return (int.Parse(ends[0], CultureInfo.InvariantCulture), ends[^1] == "*" ? int.MaxValue : int.Parse(ends[^1], CultureInfo.InvariantCulture));
    }

    private static Kind? KindOf(char letter) => letter switch
    {
        'f' => Kind.Float,
        'i' => Kind.Int,
        's' => Kind.String,
        't' => Kind.Tensor,
        'g' => Kind.Graph,
        'F' => Kind.Floats,
        'I' => Kind.Ints,
        'S' => Kind.Strings,
        _ => null,
    };
}
