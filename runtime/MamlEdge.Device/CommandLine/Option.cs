namespace MamlEdge.Device.CommandLine;

/// <summary>An option that a command takes.</summary>
/// <param name="Name">Its name, such as <c>--support</c>.</param>
/// <param name="Value">What stands for its value in the help; null for a switch.</param>
/// <param name="Description">What it does.</param>
/// <param name="Short">A short name, such as <c>-o</c>.</param>
internal sealed record Option(string Name, string? Value, string Description, string? Short = null)
{
    /// <summary>Whether it may be given several times.</summary>
    public bool Repeats { get; init; }

    /// <summary>Whether an argument names this option.</summary>
    public bool Is(string argument) => argument == Name || (Short is not null && argument == Short);

    /// <summary>As the help writes it: <c>--output, -o STATE</c>.</summary>
    public string Usage => (Short is null ? Name : $"{Name}, {Short}") + (Value is null ? "" : " " + Value);
}
