using System.Globalization;

namespace MamlEdge.Device.CommandLine;

/// <summary>
/// The arguments of one command, read by hand: a package that parses command lines adds 0.9 MB, a fifth, to this program.
/// Options may stand anywhere, as <c>--name value</c> or <c>--name=value</c>.
/// </summary>
internal sealed class Arguments
{
    private readonly Dictionary<Option, List<string>> _values = [];
    private readonly List<string> _positions = [];

    private Arguments()
    {
    }

    /// <summary>Reads arguments.</summary>
    /// <param name="args">What follows the command's name.</param>
    /// <param name="options">What the command takes.</param>
    /// <param name="positions">The most arguments that are no options.</param>
    /// <exception cref="UsageException">An option is unknown, comes twice and must not, or lacks its value; or there are too many arguments.</exception>
    public static Arguments Read(IEnumerable<string> args, IReadOnlyList<Option> options, int positions)
    {
        var read = new Arguments();
        using var at = args.GetEnumerator();
        while (at.MoveNext())
        {
            var argument = at.Current;
            if (!IsOption(argument))
            {
                read._positions.Add(argument);
                continue;
            }

            var (name, value) = argument.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
                ? (argument[..equals], argument[(equals + 1)..])
                : (argument, null);
            var option = options.FirstOrDefault(option => option.Is(name)) ?? throw new UsageException($"Unknown option '{name}'.");
            if (option.Value is null && value is not null)
                throw new UsageException($"'{name}' takes no value, got '{value}'.");
            if (option.Value is not null && value is null)
                value = at.MoveNext() && !IsOption(at.Current) ? at.Current : throw new UsageException($"'{name}' needs a value: {option.Usage}.");
            if (read._values.TryAdd(option, [value ?? ""]))
                continue;
            if (!option.Repeats)
                throw new UsageException($"'{name}' is given twice.");
            read._values[option].Add(value!);
        }

        return read._positions.Count <= positions
            ? read
            : throw new UsageException($"Expected at most {positions} argument{(positions == 1 ? "" : "s")}, got {string.Join(" ", read._positions)}.");
    }

    /// <summary>Whether an option is given.</summary>
    public bool Has(Option option) => _values.ContainsKey(option);

    /// <summary>An option's value, or null.</summary>
    public string? Text(Option option) => _values.GetValueOrDefault(option)?[0];

    /// <summary>All values of an option that may be given several times.</summary>
    public IReadOnlyList<string> Texts(Option option) => _values.GetValueOrDefault(option) ?? [];

    /// <summary>The value of an option that must be given.</summary>
    public string Required(Option option) => Text(option) ?? throw new UsageException($"'{option.Name}' is missing: {option.Usage}.");

    /// <summary>A whole number of at least <paramref name="least"/>, or null.</summary>
    public int? Number(Option option, int least) => Text(option) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least ? number
        : throw new UsageException($"'{option.Name}' takes a whole number of at least {least}, got '{text}'.");

    /// <summary>A positive, finite number, or null.</summary>
    public double? Positive(Option option) => Text(option) is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 0 && double.IsFinite(number) ? number
        : throw new UsageException($"'{option.Name}' takes a positive number, got '{text}'.");

    /// <summary>An argument that is no option, or null.</summary>
    public string? Position(int index) => index < _positions.Count ? _positions[index] : null;

    // "-" alone and negative numbers are values.
    private static bool IsOption(string argument) => argument.Length > 1 && argument[0] == '-' && !char.IsAsciiDigit(argument[1]);
}
