using System.CommandLine;
using MamlEdge.Cli.Terminals;

namespace MamlEdge.Cli.Commands;

/// <summary>An option that may be repeated, <c>NAME=VALUE</c> each time with another name.</summary>
/// <param name="name">Its name, with the dashes.</param>
internal abstract class NamedOption<T>(string name) : Option<string[]>(name)
{
    /// <summary>The values by name.</summary>
    /// <exception cref="UsageException">One is not of the form, or a name is given twice.</exception>
    public IReadOnlyDictionary<string, T> Read(ParseResult arguments)
    {
        var values = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var text in arguments.GetValue(this) ?? [])
        {
            var (key, value) = Parsed(text);
            if (!values.TryAdd(key, value))
                throw new UsageException($"{Name}: '{key}' is given twice.");
        }

        return values;
    }

    /// <summary>The name and the value that a text says.</summary>
    /// <exception cref="UsageException">It is not of the form.</exception>
    protected abstract (string Key, T Value) Parsed(string text);
}
