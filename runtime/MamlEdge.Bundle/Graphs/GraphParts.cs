using System.Text;

namespace MamlEdge.Bundle;

/// <summary>
/// Walks through an ONNX model (onnx.proto) for what reaches beyond it: external data of any tensor, wherever it stands, and
/// operators of other domains than ONNX's.
/// </summary>
internal sealed class GraphParts
{
    // Model, graph, tensor: all other ways to a tensor are longer.
    private const int InitializerDepth = 2;

    private enum Message
    {
        Other, Model, Training, Graph, Node, Attribute, Tensor, Sparse, Function,
    }

    /// <summary>The entries of <c>external_data</c> of each initializer of the model's own graph.</summary>
    internal List<(string Name, List<(string Key, string Value)> Entries)> Entries { get; } = [];

    /// <summary>Another tensor that has such entries, by its name; null where there is none.</summary>
    internal string? Misplaced { get; private set; }

    /// <summary>Operators of other domains, as <c>domain:name</c>.</summary>
    internal HashSet<string> Operators { get; } = new(StringComparer.Ordinal);

    /// <summary>Functions that the model defines, as <c>domain:name</c>.</summary>
    internal HashSet<string> Functions { get; } = new(StringComparer.Ordinal);

    /// <summary>Walks through a whole model.</summary>
    /// <exception cref="InvalidDataException">The bytes are no message, or nested without end.</exception>
    internal void Model(ReadOnlySpan<byte> model) => Walk(Message.Model, model, depth: 0);

    /// <summary>Which of a message's fields can hold a tensor or a node, deep in it.</summary>
    private static Message Child(Message parent, int field) => (parent, field) switch
    {
        (Message.Model, 7) => Message.Graph,
        (Message.Model, 20) => Message.Training,
        (Message.Model, 25) => Message.Function,
        (Message.Training, 1 or 2) => Message.Graph,
        (Message.Graph, 1) => Message.Node,
        (Message.Graph, 5) => Message.Tensor,
        (Message.Graph, 15) => Message.Sparse,
        (Message.Node, 5) => Message.Attribute,
        (Message.Attribute, 5 or 10) => Message.Tensor,
        (Message.Attribute, 6 or 11) => Message.Graph,
        (Message.Attribute, 22 or 23) => Message.Sparse,
        (Message.Sparse, 1 or 2) => Message.Tensor,
        (Message.Function, 7) => Message.Node,
        (Message.Function, 11) => Message.Attribute,
        _ => Message.Other,
    };

    private void Walk(Message kind, ReadOnlySpan<byte> message, int depth)
    {
        if (depth > Limits.GraphDepth)
            throw new InvalidDataException($"messages nested more than {Limits.GraphDepth} deep");
        switch (kind)
        {
            case Message.Tensor: Tensor(message, depth == InitializerDepth); return;
            case Message.Node: Add(Operators, message, domain: 7, name: 4); break;
            case Message.Function: Add(Functions, message, domain: 10, name: 1); break;
        }

        for (var fields = new WireFields(message); fields.Next();)
        {
            if (Child(kind, fields.Number) is not Message.Other and var child && fields.HasContent)
                Walk(child, fields.Content, depth + 1);
        }
    }

    private static void Add(HashSet<string> names, ReadOnlySpan<byte> message, int domain, int name)
    {
        ReadOnlySpan<byte> ofDomain = default, ofName = default;
        for (var fields = new WireFields(message); fields.Next();)
        {
            if (fields.Number == domain && fields.HasContent)
                ofDomain = fields.Content;
            else if (fields.Number == name && fields.HasContent)
                ofName = fields.Content;
        }

        if (!ofDomain.IsEmpty && !ofDomain.SequenceEqual("ai.onnx"u8))
            names.Add($"{Encoding.UTF8.GetString(ofDomain)}:{Encoding.UTF8.GetString(ofName)}");
    }

    private void Tensor(ReadOnlySpan<byte> tensor, bool isInitializer)
    {
        List<(string, string)>? entries = null;
        var name = "";
        for (var fields = new WireFields(tensor); fields.Next();)
        {
            if (fields.Number == 8 && fields.HasContent)
                name = Encoding.UTF8.GetString(fields.Content);
            else if (fields.Number == 13 && fields.HasContent)
                (entries ??= []).Add(Entry(fields.Content));
        }

        if (entries is not null && isInitializer)
            Entries.Add((name, entries));
        else if (entries is not null)
            Misplaced ??= name;
    }

    private static (string Key, string Value) Entry(ReadOnlySpan<byte> entry)
    {
        var (key, value) = ("", "");
        for (var fields = new WireFields(entry); fields.Next();)
        {
            if (fields.Number == 1 && fields.HasContent)
                key = Encoding.UTF8.GetString(fields.Content);
            else if (fields.Number == 2 && fields.HasContent)
                value = Encoding.UTF8.GetString(fields.Content);
        }

        return (key, value);
    }
}
