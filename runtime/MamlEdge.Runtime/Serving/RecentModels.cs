namespace MamlEdge.Runtime;

/// <summary>Models by person in the order of their last use. Looking one up allocates nothing. Not safe for several threads by itself.</summary>
internal sealed class RecentModels
{
    private readonly Dictionary<string, LinkedListNode<ServedModel>> _byPerson = new(StringComparer.Ordinal);
    private readonly LinkedList<ServedModel> _order = new(); // the most recently used first

    internal IEnumerable<ServedModel> All => _order;

    /// <summary>The least recently used model of which something holds, other than one model; null where there is none.</summary>
    internal ServedModel? Last(Func<ServedModel, bool> holds, ServedModel except)
    {
        for (var node = _order.Last; node is not null; node = node.Previous)
        {
            if (holds(node.Value) && node.Value != except)
                return node.Value;
        }

        return null;
    }

    /// <summary>A person's model, which becomes the most recently used.</summary>
    internal ServedModel? Use(string person)
    {
        if (!_byPerson.TryGetValue(person, out var node))
            return null;
        if (node != _order.First)
        {
            _order.Remove(node);
            _order.AddFirst(node);
        }

        return node.Value;
    }

    internal void Add(ServedModel model) => _byPerson.Add(model.Person, _order.AddFirst(model));

    /// <summary>Removes a model, unless another one took its place.</summary>
    internal void Remove(ServedModel model)
    {
        if (_byPerson.TryGetValue(model.Person, out var node) && node.Value == model)
            Remove(model.Person);
    }

    internal ServedModel? Remove(string person)
    {
        if (!_byPerson.Remove(person, out var node))
            return null;
        _order.Remove(node);
        return node.Value;
    }
}
